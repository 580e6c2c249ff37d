package checks

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"vernacular/internal/locale"
)

// turnedBlocks are blocks of several sentences as an election authority writes them. In the translations stands [right|wrong] where
// one word turns what a sentence says.
var turnedBlocks = []struct {
	code, source string
	own          map[locale.Tag]string
}{
	{LimitChanged, "The new office is in the town hall, next to the library. Applications for a postal vote must reach the municipal office before 5 May 2026. The list remains on display until 20 April. Go to the counter by the door after you have signed the list.", map[locale.Tag]string{
		"ar":      "يقع المكتب الجديد في مبنى البلدية بجانب المكتبة. يجب أن تصل طلبات التصويت بالبريد إلى المكتب البلدي [قبل|بعد] 5 مايو 2026. تبقى القائمة معروضة حتى 20 أبريل. توجه إلى الشباك بجانب الباب [بعد|قبل] أن توقع القائمة.",
		"bn":      "নতুন কার্যালয়টি নগর ভবনে, গ্রন্থাগারের পাশে। ডাকযোগে ভোটের আবেদন 5 মে 2026 তারিখের [আগে|পরে] পৌর কার্যালয়ে পৌঁছাতে হবে। তালিকাটি 20 এপ্রিল পর্যন্ত টাঙানো থাকে। তালিকায় সই করার [পরে|আগে] দরজার পাশের কাউন্টারে যান।",
		"de":      "Das neue Büro liegt im Rathaus, neben der Bibliothek. Anträge auf Briefwahl müssen [vor|nach] dem 5. Mai 2026 beim Gemeindeamt eingehen. Die Liste bleibt bis zum 20. April ausgehängt. Gehen Sie zum Schalter an der Tür, [nachdem|bevor] Sie die Liste unterschrieben haben.",
		"es":      "La nueva oficina está en el ayuntamiento, junto a la biblioteca. Las solicitudes de voto por correo deben llegar a la oficina municipal [antes del|después del] 5 de mayo de 2026. La lista permanece expuesta hasta el 20 de abril. Vaya al mostrador junto a la puerta [después|antes] de firmar la lista.",
		"fa":      "دفتر جدید در ساختمان شهرداری، کنار کتابخانه است. درخواست‌های رأی پستی باید [پیش از|پس از] 5 مه 2026 به دفتر شهرداری برسد. فهرست تا 20 آوریل در معرض دید می‌ماند. [پس از|پیش از] امضای فهرست به باجه کنار در بروید.",
		"fr":      "Le nouveau bureau se trouve à la mairie, à côté de la bibliothèque. Les demandes de vote par correspondance doivent parvenir au service municipal [avant|après] le 5 mai 2026. La liste reste affichée jusqu’au 20 avril. Allez au guichet près de la porte [après|avant d’]avoir signé la liste.",
		"he":      "המשרד החדש נמצא בבניין העירייה, ליד הספרייה. בקשות להצבעה בדואר חייבות להגיע למשרד העירוני [לפני|אחרי] 5 במאי 2026. הרשימה מוצגת עד 20 באפריל. גשו לדלפק ליד הדלת [אחרי|לפני] שחתמתם על הרשימה.",
		"hi":      "नया कार्यालय नगर भवन में पुस्तकालय के बगल में है। डाक मतदान के आवेदन 5 मई 2026 [से पहले|के बाद] नगर कार्यालय पहुँच जाने चाहिए। सूची 20 अप्रैल तक प्रदर्शित रहती है। सूची पर हस्ताक्षर करने [के बाद|से पहले] दरवाज़े के पास काउंटर पर जाएँ।",
		"id":      "Kantor baru berada di balai kota, di samping perpustakaan. Permohonan pemungutan suara lewat pos harus tiba di kantor kota [sebelum|setelah] 5 Mei 2026. Daftar itu dipajang hingga 20 April. Pergilah ke loket di dekat pintu [setelah|sebelum] Anda menandatangani daftar.",
		"ja":      "新しい事務所は市役所の中、図書館の隣にあります。郵便投票の申請は2026年5月5日[より前|より後]に市の事務所に届かなければなりません。名簿は4月20日まで掲示されます。名簿に署名した[後|前]、ドアのそばの窓口へ行ってください。",
		"ko":      "새 사무소는 시청 안, 도서관 옆에 있습니다. 우편투표 신청서는 2026년 5월 5일 [전에|후에] 시 사무소에 도착해야 합니다. 명부는 4월 20일까지 게시됩니다. 명부에 서명한 [후|전]에 문 옆 창구로 가십시오.",
		"pt":      "O novo escritório fica na câmara municipal, ao lado da biblioteca. Os pedidos de voto por correspondência devem chegar ao serviço municipal [antes de|depois de] 5 de maio de 2026. A lista fica exposta até 20 de abril. Vá ao balcão junto à porta [depois|antes] de assinar a lista.",
		"ro":      "Noul birou se află în primărie, lângă bibliotecă. Cererile de vot prin corespondență trebuie să ajungă la biroul municipal [înainte de|după] 5 mai 2026. Lista rămâne afișată până la 20 aprilie. Mergeți la ghișeul de lângă ușă [după ce|înainte să] ați semnat lista.",
		"ru":      "Новый офис находится в ратуше, рядом с библиотекой. Заявления о голосовании по почте должны поступить в муниципальное управление [до|после] 5 мая 2026 года. Список остаётся вывешенным до 20 апреля. Подойдите к стойке у двери [после того, как|перед тем, как] подпишете список.",
		"sw":      "Ofisi mpya iko katika ukumbi wa mji, karibu na maktaba. Maombi ya kura ya posta lazima yafike ofisi ya manispaa [kabla ya|baada ya] tarehe 5 Mei 2026. Orodha hubaki imebandikwa hadi tarehe 20 Aprili. Nenda kwenye dawati karibu na mlango [baada ya|kabla ya] kutia saini orodha.",
		"ta":      "புதிய அலுவலகம் நகர மண்டபத்தில், நூலகத்தின் அருகில் உள்ளது. அஞ்சல் வாக்கு விண்ணப்பங்கள் 5 மே 2026-க்கு [முன்|பின்] நகராட்சி அலுவலகத்தை அடைய வேண்டும். பட்டியல் 20 ஏப்ரல் வரை காட்சிக்கு இருக்கும். பட்டியலில் கையொப்பமிட்ட [பிறகு|முன்] கதவருகே உள்ள முகப்புக்குச் செல்லுங்கள்.",
		"tr":      "Yeni büro belediye binasında, kütüphanenin yanındadır. Postayla oy başvuruları 5 Mayıs 2026 tarihinden [önce|sonra] belediye bürosuna ulaşmalıdır. Liste 20 Nisan tarihine kadar asılı kalır. Listeyi [imzaladıktan sonra|imzalamadan önce] kapının yanındaki gişeye gidin.",
		"ur":      "نیا دفتر ٹاؤن ہال میں لائبریری کے ساتھ ہے۔ ڈاک سے ووٹ کی درخواستیں 5 مئی 2026 [سے پہلے|کے بعد] بلدیاتی دفتر پہنچ جانی چاہئیں۔ فہرست 20 اپریل تک آویزاں رہتی ہے۔ فہرست پر دستخط کرنے [کے بعد|سے پہلے] دروازے کے پاس کاؤنٹر پر جائیں۔",
		"vi":      "Văn phòng mới nằm trong tòa thị chính, cạnh thư viện. Đơn xin bỏ phiếu qua bưu điện phải đến văn phòng thành phố [trước|sau] ngày 5 tháng 5 năm 2026. Danh sách được niêm yết đến ngày 20 tháng 4. Hãy đến quầy cạnh cửa [sau khi|trước khi] bạn ký vào danh sách.",
		"zh-Hans": "新办公室在市政厅，紧邻图书馆。邮寄投票申请必须在2026年5月5日[之前|之后]送达市政办公室。名单展示到4月20日。在名单上签字[之后|之前]，请到门边的柜台。",
	}},
	{LimitChanged, "Check your entry in the register before you travel to the polling station. A group has at least 3 and at most 9 members. The hearing takes no more than 30 minutes. The map shows up to 3 stations.", map[locale.Tag]string{
		"ar":      "تحقق من قيدك في السجل [قبل|بعد] أن تتوجه إلى مركز الاقتراع. تضم المجموعة 3 أعضاء [على الأقل|على الأكثر] و9 أعضاء على الأكثر. تستغرق الجلسة 30 دقيقة [كحد أقصى|كحد أدنى]. تعرض الخريطة ما يصل إلى 3 مراكز.",
		"bn":      "ভোটকেন্দ্রে যাওয়ার [আগে|পরে] তালিকায় আপনার নাম দেখে নিন। একটি দলে [কমপক্ষে|সর্বোচ্চ] 3 এবং সর্বোচ্চ 9 জন সদস্য থাকেন। শুনানি [সর্বাধিক|অন্তত] 30 মিনিট চলে। মানচিত্রে 3টি পর্যন্ত কেন্দ্র দেখা যায়।",
		"de":      "Prüfen Sie Ihren Eintrag im Verzeichnis, [bevor|nachdem] Sie zum Wahllokal fahren. Eine Gruppe hat [mindestens|höchstens] 3 und höchstens 9 Mitglieder. Die Anhörung dauert [nicht mehr als|mindestens] 30 Minuten. Die Karte zeigt bis zu 3 Lokale.",
		"es":      "Compruebe su inscripción en el registro [antes|después] de ir al colegio electoral. Un grupo tiene [al menos|a lo sumo] 3 y como máximo 9 miembros. La audiencia dura [no más de|al menos] 30 minutos. El mapa muestra hasta 3 locales.",
		"fa":      "[پیش از|پس از] رفتن به حوزه رأی‌گیری، نام خود را در فهرست بررسی کنید. هر گروه [دست‌کم|حداکثر] 3 و حداکثر 9 عضو دارد. جلسه [حداکثر|حداقل] 30 دقیقه طول می‌کشد. نقشه تا 3 حوزه را نشان می‌دهد.",
		"fr":      "Vérifiez votre inscription dans le registre [avant de vous|après vous être] rendre au bureau de vote. Un groupe compte [au moins|au plus] 3 et au plus 9 membres. L’audience dure [au maximum|au minimum] 30 minutes. Le plan montre jusqu’à 3 bureaux.",
		"he":      "בדקו את רישומכם בפנקס [לפני|אחרי] שאתם נוסעים לקלפי. בקבוצה [לפחות|לכל היותר] 3 ולכל היותר 9 חברים. השימוע נמשך [לא יותר מ|לפחות ]30 דקות. המפה מציגה עד 3 תחנות.",
		"hi":      "मतदान केंद्र जाने [से पहले|के बाद] सूची में अपना नाम जाँच लें। समूह में [कम से कम|अधिक से अधिक] 3 और अधिक से अधिक 9 सदस्य होते हैं। सुनवाई [अधिकतम|न्यूनतम] 30 मिनट चलती है। नक्शे में 3 केंद्र तक दिखते हैं।",
		"id":      "Periksa nama Anda dalam daftar [sebelum|setelah] pergi ke tempat pemungutan suara. Sebuah kelompok memiliki [sekurang-kurangnya|sebanyak-banyaknya] 3 dan paling banyak 9 anggota. Sidang berlangsung [tidak lebih dari|setidaknya] 30 menit. Peta menampilkan hingga 3 tempat.",
		"ja":      "投票所へ行く[前|後]に名簿の記載を確認してください。グループは[少なくとも3人|多くとも3人]、最大9人です。聴聞は[最大|少なくとも]30分です。地図には3か所まで表示されます。",
		"ko":      "투표소에 가기 [전에|후에] 명부의 등록 내용을 확인하십시오. 한 단체의 회원은 [최소|최대] 3명, 최대 9명입니다. 청문은 [최대|적어도] 30분 걸립니다. 지도에는 투표소가 3곳까지 표시됩니다.",
		"pt":      "Verifique a sua inscrição no caderno [antes|depois] de se deslocar à assembleia de voto. Um grupo tem [pelo menos|quando muito] 3 e no máximo 9 membros. A audiência dura [no máximo|pelo menos] 30 minutos. O mapa mostra até 3 assembleias.",
		"ro":      "Verificați înscrierea în registru [înainte|după ce] de a merge la secția de votare. Un grup are [cel puțin|cel mult] 3 și cel mult 9 membri. Audierea durează [maximum|minimum] 30 de minute. Harta arată până la 3 secții.",
		"ru":      "Проверьте свою запись в реестре [перед тем, как|после того, как] поедете на избирательный участок. В группе [не менее|не более] 3 и не более 9 членов. Слушание длится [не более|не менее] 30 минут. На карте показано до 3 участков.",
		"sw":      "Angalia jina lako katika daftari [kabla ya|baada ya] kwenda kituo cha kura. Kikundi kina wanachama [angalau|hadi] 3 na kiwango cha juu 9. Kikao huchukua dakika [zisizozidi|zisizopungua] 30. Ramani inaonyesha hadi vituo 3.",
		"ta":      "வாக்குச்சாவடிக்குச் செல்வதற்கு [முன்|பின்] பட்டியலில் உங்கள் பெயரைச் சரிபார்க்கவும். ஒரு குழுவில் [குறைந்தது|அதிகபட்சம்] 3 பேர், அதிகபட்சம் 9 பேர் உள்ளனர். விசாரணை [அதிகபட்சம்|குறைந்தபட்சம்] 30 நிமிடங்கள் நடக்கும். வரைபடம் 3 சாவடிகள் வரை காட்டும்.",
		"tr":      "Sandık yerine [gitmeden önce|gittikten sonra] kütükteki kaydınızı kontrol edin. Bir grubun [en az|en çok] 3, en fazla 9 üyesi vardır. Duruşma [en fazla|en az] 30 dakika sürer. Haritada 3 yere kadar gösterilir.",
		"ur":      "پولنگ اسٹیشن جانے [سے پہلے|کے بعد] رجسٹر میں اپنا اندراج دیکھ لیں۔ گروہ میں [کم از کم|زیادہ سے زیادہ] 3 اور زیادہ سے زیادہ 9 ارکان ہوتے ہیں۔ سماعت [زیادہ سے زیادہ|کم از کم] 30 منٹ کی ہوتی ہے۔ نقشہ 3 اسٹیشنوں تک دکھاتا ہے۔",
		"vi":      "Hãy kiểm tra tên của bạn trong danh sách [trước khi|sau khi] đi đến điểm bỏ phiếu. Một nhóm có [ít nhất|nhiều nhất] 3 và nhiều nhất 9 thành viên. Buổi điều trần kéo dài [không quá|ít nhất] 30 phút. Bản đồ hiển thị tối đa 3 điểm.",
		"zh-Hans": "去投票站[之前|之后]，请核对名册上的登记。一个团体[至少|至多]有3名、最多有9名成员。听证会[不超过|至少]30分钟。地图最多显示3个投票站。",
	}},
	{LimitChanged, "The new office is in the town hall, next to the library. Please return the form by 5 May. The minimum age is 18 years. Objections must arrive no later than 12 June.", map[locale.Tag]string{
		"ar":      "يقع المكتب الجديد في مبنى البلدية بجانب المكتبة. يرجى إعادة الاستمارة [قبل|بعد] 5 مايو. الحد [الأدنى|الأقصى] للسن هو 18 سنة. يجب أن تصل الاعتراضات [في موعد أقصاه|بعد] 12 يونيو.",
		"bn":      "নতুন কার্যালয়টি নগর ভবনে, গ্রন্থাগারের পাশে। ফর্মটি 5 মে [এর মধ্যে|এর পরে] ফেরত দিন। [ন্যূনতম|সর্বোচ্চ] বয়স 18 বছর। আপত্তি 12 জুনের [মধ্যে|পরে] পৌঁছাতে হবে।",
		"de":      "Das neue Büro liegt im Rathaus, neben der Bibliothek. Bitte senden Sie das Formular [bis zum|nach dem] 5. Mai zurück. Das [Mindestalter|Höchstalter] beträgt 18 Jahre. Einsprüche müssen [spätestens am|nach dem] 12. Juni eingehen.",
		"es":      "La nueva oficina está en el ayuntamiento, junto a la biblioteca. Devuelva el formulario [antes del|después del] 5 de mayo. La edad [mínima|máxima] es de 18 años. Las objeciones deben llegar [a más tardar el|después del] 12 de junio.",
		"fa":      "دفتر جدید در ساختمان شهرداری، کنار کتابخانه است. لطفا فرم را [تا|پس از] 5 مه برگردانید. [حداقل|حداکثر] سن 18 سال است. اعتراض‌ها باید [حداکثر تا|پس از] 12 ژوئن برسد.",
		"fr":      "Le nouveau bureau se trouve à la mairie, à côté de la bibliothèque. Merci de renvoyer le formulaire [avant le|après le] 5 mai. L’âge [minimum|maximum] est de 18 ans. Les réclamations doivent arriver [au plus tard le|après le] 12 juin.",
		"he":      "המשרד החדש נמצא בבניין העירייה, ליד הספרייה. נא להחזיר את הטופס [עד|אחרי] 5 במאי. הגיל [המינימלי|המקסימלי] הוא 18 שנים. השגות חייבות להגיע [לא יאוחר מ|אחרי ]12 ביוני.",
		"hi":      "नया कार्यालय नगर भवन में पुस्तकालय के बगल में है। कृपया प्रपत्र 5 मई [तक|के बाद] लौटाएँ। [न्यूनतम|अधिकतम] आयु 18 वर्ष है। आपत्तियाँ 12 जून [तक|के बाद] पहुँचनी चाहिए।",
		"id":      "Kantor baru berada di balai kota, di samping perpustakaan. Harap kembalikan formulir [paling lambat|setelah] 5 Mei. Usia [minimum|maksimum] adalah 18 tahun. Keberatan harus tiba [selambat-lambatnya|setelah] 12 Juni.",
		"ja":      "新しい事務所は市役所の中、図書館の隣にあります。用紙は5月5日[まで|以降]に返送してください。[最低|最高]年齢は18歳です。異議申立ては6月12日[まで|より後]に届かなければなりません。",
		"ko":      "새 사무소는 시청 안, 도서관 옆에 있습니다. 양식을 5월 5일[까지|이후에] 돌려보내 주십시오. [최저|최고] 연령은 18세입니다. 이의 신청은 6월 12일[까지|이후에] 도착해야 합니다.",
		"pt":      "O novo escritório fica na câmara municipal, ao lado da biblioteca. Devolva o formulário [até|depois de] 5 de maio. A idade [mínima|máxima] é de 18 anos. As reclamações devem chegar [o mais tardar em|depois de] 12 de junho.",
		"ro":      "Noul birou se află în primărie, lângă bibliotecă. Vă rugăm să returnați formularul [până la|după] 5 mai. Vârsta [minimă|maximă] este de 18 ani. Contestațiile trebuie să sosească [cel târziu la|după] 12 iunie.",
		"ru":      "Новый офис находится в ратуше, рядом с библиотекой. Просим вернуть бланк [до|после] 5 мая. [Минимальный|Максимальный] возраст — 18 лет. Возражения должны поступить [не позднее|после] 12 июня.",
		"sw":      "Ofisi mpya iko katika ukumbi wa mji, karibu na maktaba. Tafadhali rudisha fomu [kabla ya|baada ya] tarehe 5 Mei. Umri wa [chini|juu] zaidi ni miaka 18. Pingamizi lazima zifike [kabla ya|baada ya] tarehe 12 Juni.",
		"ta":      "புதிய அலுவலகம் நகர மண்டபத்தில், நூலகத்தின் அருகில் உள்ளது. படிவத்தை 5 மே [க்குள்|க்குப் பிறகு] திருப்பி அனுப்பவும். [குறைந்தபட்ச|அதிகபட்ச] வயது 18 ஆண்டுகள். ஆட்சேபனைகள் 12 ஜூனுக்கு [முன்|பின்] வந்து சேர வேண்டும்.",
		"tr":      "Yeni büro belediye binasında, kütüphanenin yanındadır. Lütfen formu [5 Mayısa kadar|5 Mayıstan sonra] geri gönderin. [Asgari|Azami] yaş 18'dir. İtirazlar [en geç 12 Haziranda|12 Hazirandan sonra] ulaşmalıdır.",
		"ur":      "نیا دفتر ٹاؤن ہال میں لائبریری کے ساتھ ہے۔ براہ کرم فارم 5 مئی [تک|کے بعد] واپس کریں۔ [کم از کم|زیادہ سے زیادہ] عمر 18 سال ہے۔ اعتراضات 12 جون [تک|کے بعد] پہنچنے چاہئیں۔",
		"vi":      "Văn phòng mới nằm trong tòa thị chính, cạnh thư viện. Vui lòng gửi lại mẫu đơn [trước|sau] ngày 5 tháng 5. Độ tuổi [tối thiểu|tối đa] là 18. Khiếu nại phải đến [chậm nhất vào|sau] ngày 12 tháng 6.",
		"zh-Hans": "新办公室在市政厅，紧邻图书馆。请在5月5日[之前|之后]交回表格。[最低|最高]年龄为18岁。异议必须在6月12日[之前|之后]送达。",
	}},
	{LimitChanged, "Parties with 5 or more seats receive a subsidy. You may name up to 3 persons. The maximum fine is 200 euros. You can reach us by telephone.", map[locale.Tag]string{
		"ar":      "تحصل الأحزاب التي لها 5 مقاعد [أو أكثر|أو أقل] على إعانة. يمكنك تسمية [ما يصل إلى 3|3 على الأقل] أشخاص. الحد [الأقصى|الأدنى] للغرامة هو 200 يورو. يمكنك الاتصال بنا هاتفيا.",
		"bn":      "5 বা [তার বেশি|তার কম] আসনের দল অনুদান পায়। আপনি [সর্বোচ্চ|কমপক্ষে] 3 জনের নাম দিতে পারেন। [সর্বোচ্চ|ন্যূনতম] জরিমানা 200 ইউরো। আপনি ফোনে আমাদের সঙ্গে যোগাযোগ করতে পারেন।",
		"de":      "Parteien mit 5 oder [mehr|weniger] Sitzen erhalten einen Zuschuss. Sie dürfen [bis zu|mindestens] 3 Personen nennen. Die [Höchststrafe|Mindeststrafe] beträgt 200 Euro. Sie können uns telefonisch erreichen.",
		"es":      "Los partidos con 5 escaños o [más|menos] reciben una subvención. Puede nombrar [hasta|al menos] 3 personas. La multa [máxima|mínima] es de 200 euros. Puede comunicarse con nosotros por teléfono.",
		"fa":      "حزب‌های دارای 5 کرسی یا [بیشتر|کمتر] یارانه می‌گیرند. می‌توانید [تا|دست‌کم] 3 نفر را نام ببرید. [حداکثر|حداقل] جریمه 200 یورو است. می‌توانید تلفنی با ما تماس بگیرید.",
		"fr":      "Les partis ayant 5 sièges ou [plus|moins] reçoivent une subvention. Vous pouvez nommer [jusqu’à|au moins] 3 personnes. L’amende [maximale|minimale] est de 200 euros. Vous pouvez nous joindre par téléphone.",
		"he":      "מפלגות עם 5 מושבים או [יותר|פחות] מקבלות מענק. אפשר לציין [עד|לפחות] 3 אנשים. הקנס [המקסימלי|המינימלי] הוא 200 אירו. אפשר להשיג אותנו בטלפון.",
		"hi":      "5 या [अधिक|कम] सीटों वाले दलों को अनुदान मिलता है। आप [अधिकतम|कम से कम] 3 व्यक्तियों के नाम दे सकते हैं। [अधिकतम|न्यूनतम] जुर्माना 200 यूरो है। आप फ़ोन पर हमसे संपर्क कर सकते हैं।",
		"id":      "Partai dengan 5 kursi atau [lebih|kurang] menerima subsidi. Anda boleh menyebut [hingga|paling sedikit] 3 orang. Denda [maksimum|minimum] adalah 200 euro. Anda dapat menghubungi kami lewat telepon.",
		"ja":      "議席が5[以上|以下]の政党は補助金を受けます。[3人まで|少なくとも3人]指名できます。罰金の[上限|最低額]は200ユーロです。電話でご連絡いただけます。",
		"ko":      "의석이 5석 [이상|이하]인 정당은 보조금을 받습니다. [최대|최소] 3명을 지명할 수 있습니다. [최대|최소] 벌금은 200유로입니다. 전화로 저희에게 연락할 수 있습니다.",
		"pt":      "Os partidos com 5 lugares ou [mais|menos] recebem um subsídio. Pode indicar [até|pelo menos] 3 pessoas. A multa [máxima|mínima] é de 200 euros. Pode contactar-nos por telefone.",
		"ro":      "Partidele cu 5 locuri sau [mai multe|mai puține] primesc o subvenție. Puteți numi [până la|cel puțin] 3 persoane. Amenda [maximă|minimă] este de 200 de euro. Ne puteți contacta prin telefon.",
		"ru":      "Партии, имеющие 5 [и более|и менее] мест, получают субсидию. Вы можете назвать [до|не менее] 3 человек. [Максимальный|Минимальный] штраф — 200 евро. С нами можно связаться по телефону.",
		"sw":      "Vyama vyenye viti 5 au [zaidi|pungufu] hupata ruzuku. Unaweza kutaja [hadi|angalau] watu 3. Faini ya [juu|chini] zaidi ni euro 200. Unaweza kuwasiliana nasi kwa simu.",
		"ta":      "5 அல்லது [அதற்கு மேற்பட்ட|அதற்குக் குறைவான] இடங்கள் உள்ள கட்சிகள் மானியம் பெறும். நீங்கள் [அதிகபட்சம்|குறைந்தது] 3 பேரைக் குறிப்பிடலாம். [அதிகபட்ச|குறைந்தபட்ச] அபராதம் 200 யூரோ. எங்களைத் தொலைபேசியில் தொடர்பு கொள்ளலாம்.",
		"tr":      "Sandalyesi 5 veya [daha fazla|daha az] olan partiler yardım alır. [En fazla|En az] 3 kişi gösterebilirsiniz. [Azami|Asgari] para cezası 200 avrodur. Bize telefonla ulaşabilirsiniz.",
		"ur":      "5 یا [زیادہ|کم] نشستوں والی جماعتوں کو امداد ملتی ہے۔ آپ [زیادہ سے زیادہ|کم از کم] 3 افراد کے نام دے سکتے ہیں۔ [زیادہ سے زیادہ|کم از کم] جرمانہ 200 یورو ہے۔ آپ فون پر ہم سے رابطہ کر سکتے ہیں۔",
		"vi":      "Các đảng có 5 ghế [trở lên|trở xuống] được trợ cấp. Bạn có thể nêu tên [tối đa|ít nhất] 3 người. Mức phạt [tối đa|tối thiểu] là 200 euro. Bạn có thể liên hệ với chúng tôi qua điện thoại.",
		"zh-Hans": "拥有5个[以上|以下]席位的政党获得补贴。您可以指定[最多|最少]3人。[最高|最低]罚款为200欧元。您可以打电话联系我们。",
	}},
	{ObligationChanged, "Observers must wear their badge inside the station. The chair must sign the record, and two witnesses must confirm it. You may bring a child with you, but the child must not mark the ballot. Late applications are not accepted.", map[locale.Tag]string{
		"ar":      "[يجب على المراقبين|يمكن للمراقبين] وضع الشارة داخل المركز. [يجب على الرئيس|يمكن للرئيس] توقيع المحضر ويجب على شاهدين تأكيده. [يمكنك|يجب عليك] إحضار طفل معك، لكن لا يجوز للطفل وضع علامة على الورقة. لا تُقبل الطلبات المتأخرة.",
		"bn":      "পর্যবেক্ষকদের [কেন্দ্রের ভেতরে ব্যাজ পরতে হবে|কেন্দ্রের ভেতরে ব্যাজ পরতে পারেন]। সভাপতিকে নথিতে সই [করতে হবে|করতে পারেন], এবং দুজন সাক্ষীকে তা নিশ্চিত করতে হবে। আপনি একটি শিশুকে সঙ্গে আনতে [পারেন|বাধ্য], তবে শিশুর ব্যালটে চিহ্ন দেওয়া নিষিদ্ধ। দেরিতে আসা আবেদন গ্রহণ করা হয় না।",
		"de":      "Beobachter [müssen|können] im Lokal ihr Abzeichen tragen. Der Vorsitz [muss|kann] das Protokoll unterschreiben, und zwei Zeugen müssen es bestätigen. Sie [dürfen|müssen] ein Kind mitbringen, aber das Kind darf den Stimmzettel nicht ankreuzen. Verspätete Anträge werden nicht angenommen.",
		"es":      "Los observadores [deben|pueden] llevar su credencial dentro del local. El presidente [debe|puede] firmar el acta, y dos testigos deben confirmarla. [Puede|Debe] traer a un niño, pero el niño no debe marcar la papeleta. No se aceptan solicitudes tardías.",
		"fa":      "ناظران [باید|می‌توانند] نشان خود را داخل حوزه به سینه بزنند. رئیس [باید|می‌تواند] صورت‌جلسه را امضا کند و دو شاهد باید آن را تأیید کنند. شما [می‌توانید|باید] کودکی همراه بیاورید، اما کودک نباید برگه را علامت بزند. درخواست‌های دیرهنگام پذیرفته نمی‌شوند.",
		"fr":      "Les observateurs [doivent|peuvent] porter leur badge à l’intérieur du bureau. Le président [doit|peut] signer le procès-verbal, et deux témoins doivent le confirmer. Vous [pouvez|devez] amener un enfant, mais l’enfant ne doit pas marquer le bulletin. Les demandes tardives ne sont pas acceptées.",
		"he":      "המשקיפים [חייבים|רשאים] לענוד את התג בתוך התחנה. היושב ראש [חייב|רשאי] לחתום על הפרוטוקול, ושני עדים חייבים לאשר אותו. אתם [רשאים|חייבים] להביא ילד, אבל אסור לילד לסמן את הפתק. בקשות מאוחרות אינן מתקבלות.",
		"hi":      "पर्यवेक्षकों [को केंद्र के अंदर अपना बिल्ला पहनना होगा|केंद्र के अंदर अपना बिल्ला पहन सकते हैं]। [अध्यक्ष को अभिलेख पर हस्ताक्षर करना होगा|अध्यक्ष अभिलेख पर हस्ताक्षर कर सकता है], और दो गवाहों को उसकी पुष्टि करनी होगी। [आप बच्चे को साथ ला सकते हैं|आपको बच्चे को साथ लाना होगा], पर बच्चे का मतपत्र पर निशान लगाना मना है। देर से आए आवेदन स्वीकार नहीं किए जाते।",
		"id":      "Pengamat [harus|boleh] memakai lencana di dalam tempat pemungutan suara. Ketua [harus|boleh] menandatangani berita acara, dan dua saksi harus mengesahkannya. Anda [boleh|harus] membawa anak, tetapi anak itu tidak boleh mencoblos surat suara. Permohonan yang terlambat tidak diterima.",
		"ja":      "立会人は投票所内で記章を[着けなければなりません|着けることができます]。委員長は記録に[署名しなければならず|署名することができ]、二人の証人がそれを確認しなければなりません。子どもを[連れてくることができますが|連れてこなければなりませんが]、子どもが投票用紙に記入してはいけません。遅れた申請は受理されません。",
		"ko":      "참관인은 투표소 안에서 배지를 [달아야 합니다|달 수 있습니다]. 위원장은 기록에 [서명해야 하고|서명할 수 있고], 증인 두 명이 이를 확인해야 합니다. 아이를 [데려올 수 있지만|데려와야 하지만] 아이가 투표지에 표시하면 안 됩니다. 늦은 신청은 받지 않습니다.",
		"pt":      "Os observadores [devem|podem] usar o crachá dentro da assembleia. O presidente [deve|pode] assinar a ata, e duas testemunhas devem confirmá-la. [Pode|Deve] trazer uma criança, mas a criança não deve marcar o boletim. Não se aceitam pedidos tardios.",
		"ro":      "Observatorii [trebuie să|pot să] poarte ecusonul în interiorul secției. Președintele [trebuie să|poate să] semneze procesul-verbal, iar doi martori trebuie să îl confirme. [Puteți|Trebuie] să aduceți un copil, dar copilul nu trebuie să marcheze buletinul. Cererile întârziate nu se acceptă.",
		"ru":      "Наблюдатели [должны|могут] носить значок внутри участка. Председатель [должен|может] подписать протокол, а два свидетеля должны его подтвердить. Вы [можете|должны] привести с собой ребёнка, но ребёнок не должен отмечать бюллетень. Опоздавшие заявления не принимаются.",
		"sw":      "Waangalizi [lazima wavae|wanaweza kuvaa] beji ndani ya kituo. Mwenyekiti [lazima atie|anaweza kutia] saini kumbukumbu, na mashahidi wawili lazima waithibitishe. [Unaweza kuja|Lazima uje] na mtoto, lakini ni marufuku mtoto kuweka alama kwenye karatasi. Maombi ya kuchelewa hayakubaliwi.",
		"ta":      "பார்வையாளர்கள் சாவடிக்குள் தங்கள் அடையாள அட்டையை [அணிய வேண்டும்|அணியலாம்]. தலைவர் பதிவேட்டில் [கையொப்பமிட வேண்டும்|கையொப்பமிடலாம்], இரண்டு சாட்சிகள் அதை உறுதிப்படுத்த வேண்டும். ஒரு குழந்தையை அழைத்து [வரலாம்|வர வேண்டும்], ஆனால் குழந்தை வாக்குச்சீட்டில் குறியிடக் கூடாது. தாமதமான விண்ணப்பங்கள் ஏற்கப்படுவதில்லை.",
		"tr":      "Gözlemciler sandık yerinde rozetlerini [takmalıdır|takabilir]. Başkan tutanağı [imzalamalıdır|imzalayabilir], iki tanık da onu onaylamalıdır. Yanınızda bir çocuk [getirebilirsiniz|getirmelisiniz], ama çocuğun pusulayı işaretlemesi yasaktır. Geç gelen başvurular kabul edilmez.",
		"ur":      "مبصرین [کو اسٹیشن کے اندر اپنا بیج پہننا چاہیے|اسٹیشن کے اندر اپنا بیج پہن سکتے ہیں]۔ [سربراہ کو ریکارڈ پر دستخط کرنا لازم ہے|سربراہ ریکارڈ پر دستخط کر سکتا ہے]، اور دو گواہوں کو اس کی تصدیق کرنا لازم ہے۔ [آپ بچے کو ساتھ لا سکتے ہیں|آپ کو بچے کو ساتھ لانا ہوگا]، لیکن بچے کا بیلٹ پر نشان لگانا منع ہے۔ دیر سے آنے والی درخواستیں قبول نہیں کی جاتیں۔",
		"vi":      "Quan sát viên [phải|có thể] đeo huy hiệu bên trong điểm bỏ phiếu. Chủ tịch [phải|có thể] ký biên bản, và hai nhân chứng phải xác nhận. Bạn [có thể|phải] dẫn theo một đứa trẻ, nhưng đứa trẻ không được đánh dấu phiếu. Đơn nộp muộn không được chấp nhận.",
		"zh-Hans": "观察员在投票站内[必须|可以]佩戴徽章。主席[必须|可以]签署记录，两名证人必须予以确认。您[可以|必须]带一个孩子，但孩子不得填写选票。逾期申请不予受理。",
	}},
}

// TestOppositesInBlocks turns one sentence of a block after the other. The words that other sentences have for both sides hide nothing.
func TestOppositesInBlocks(t *testing.T) {
	marked := regexp.MustCompile(`\[([^|\]]*)\|([^|\]]*)\]`)
	says := []string{LimitChanged, ObligationChanged, NegationLost, NegationAdded}
	for _, block := range turnedBlocks {
		for tag, own := range block.own {
			right := marked.ReplaceAllString(own, "$1")
			if got := codesOf(pairOf(tag, block.source, right)); slices.ContainsFunc(got, func(code string) bool { return slices.Contains(says, code) }) {
				t.Errorf("%v: false alarm in %s: %s", got, tag, right)
			}
			for i, at := range marked.FindAllStringSubmatchIndex(own, -1) {
				wrong := marked.ReplaceAllString(own[:at[0]], "$1") + own[at[4]:at[5]] + marked.ReplaceAllString(own[at[1]:], "$1")
				if got := codesOf(pairOf(tag, block.source, wrong)); !slices.Contains(got, block.code) {
					t.Errorf("%v instead of %s in %s, %d: %s", got, block.code, tag, i+1, strings.TrimSpace(wrong))
				}
			}
		}
	}
}
