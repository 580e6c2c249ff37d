package checks

import (
	"strings"
	"testing"

	"vernacular/internal/locale"
)

// rewordings are true translations that say what their source says in other words: figures for words, a ban by a verb, "no later
// than" for "by", "costs nothing" for "is free of charge", "must not exceed" for "may weigh up to".
var rewordings = []struct {
	source string
	texts  map[locale.Tag]string
}{
	{"Each family receives thirty blankets in winter.", map[locale.Tag]string{
		"fr": "En hiver, chaque famille reçoit 30 couvertures.", "es": "En invierno, cada familia recibe 30 mantas.", "pt": "No inverno, cada família recebe 30 cobertores.",
		"ro": "Iarna, fiecare familie primește 30 de pături.", "ru": "Зимой каждая семья получает 30 одеял.", "ar": "تحصل كل أسرة في الشتاء على 30 بطانية.", "fa": "در زمستان هر خانواده ۳۰ پتو می‌گیرد.",
		"ur": "سردیوں میں ہر خاندان کو 30 کمبل ملتے ہیں۔", "he": "בחורף מקבלת כל משפחה 30 שמיכות.", "de": "Im Winter erhält jede Familie 30 Decken.", "hi": "सर्दियों में हर परिवार को 30 कंबल मिलते हैं।",
		"bn": "শীতকালে প্রতিটি পরিবার ৩০টি কম্বল পায়।", "ta": "குளிர்காலத்தில் ஒவ்வொரு குடும்பத்திற்கும் 30 போர்வைகள் கிடைக்கும்.", "ja": "冬には各家庭に毛布が30枚配られます。", "ko": "겨울에는 가정마다 담요 30장을 받습니다.",
		"zh-Hans": "冬天每户家庭领到30条毯子。", "tr": "Kışın her aile 30 battaniye alır.", "vi": "Mùa đông, mỗi gia đình nhận 30 chiếc chăn.", "id": "Pada musim dingin setiap keluarga menerima 30 selimut.", "sw": "Wakati wa baridi kila familia hupokea mablanketi 30.",
	}},
	{"Smoking is prohibited in the hall.", map[locale.Tag]string{
		"fr": "On ne fume pas dans la salle.", "es": "En la sala no se fuma.", "pt": "Não se fuma na sala.", "ro": "În sală nu se fumează.", "ru": "В зале не курят.", "ar": "لا يجوز التدخين في القاعة.",
		"fa": "در سالن نباید سیگار کشید.", "ur": "ہال میں سگریٹ نوشی نہ کریں۔", "he": "אין לעשן באולם.", "de": "In der Halle darf man nicht rauchen.", "hi": "हॉल में धूम्रपान न करें।", "bn": "হলে ধূমপান করা যাবে না।",
		"ta": "மண்டபத்தில் புகைபிடிக்கக் கூடாது.", "ja": "ホールでたばこを吸ってはいけません。", "ko": "홀에서 담배를 피우면 안 됩니다.", "zh-Hans": "大厅里不准吸烟。", "tr": "Salonda sigara içilmez.", "vi": "Không được hút thuốc trong hội trường.",
		"id": "Dilarang merokok di aula.", "sw": "Usivute sigara ukumbini.",
	}},
	{"The office opens at 9 a.m. and closes at 5:30 p.m.", map[locale.Tag]string{
		"fr": "Le bureau ouvre à 9 h et ferme à 17 h 30.", "es": "La oficina abre a las 9 de la mañana y cierra a las cinco y media de la tarde.", "pt": "O escritório abre às 9h e fecha às 17h30.",
		"ro": "Biroul se deschide la ora 9 și se închide la 17.30.", "ru": "Офис открывается в 9 утра и закрывается в 17:30.", "ar": "يفتح المكتب في التاسعة صباحًا ويغلق في الخامسة والنصف مساءً.", "fa": "دفتر ساعت ۹ صبح باز و ساعت ۵:۳۰ بعدازظهر بسته می‌شود.",
		"ur": "دفتر صبح 9 بجے کھلتا ہے اور شام ساڑھے پانچ بجے بند ہوتا ہے۔", "he": "המשרד נפתח ב־9:00 ונסגר ב־17:30.", "de": "Das Büro öffnet um 9 Uhr und schließt um 17.30 Uhr.", "hi": "दफ़्तर सुबह 9 बजे खुलता है और शाम साढ़े पाँच बजे बंद होता है।",
		"bn": "অফিস সকাল ৯টায় খোলে এবং বিকেল সাড়ে পাঁচটায় বন্ধ হয়।", "ta": "அலுவலகம் காலை 9 மணிக்குத் திறந்து மாலை 5.30 மணிக்கு மூடப்படும்.", "ja": "事務所は午前9時に開き、午後5時半に閉まります。", "ko": "사무실은 오전 9시에 열고 오후 5시 30분에 닫습니다.",
		"zh-Hans": "办公室上午九点开门，下午五点半关门。", "tr": "Ofis sabah 9'da açılır, akşam 17.30'da kapanır.", "vi": "Văn phòng mở cửa lúc 9 giờ sáng và đóng cửa lúc 5 giờ 30 chiều.", "id": "Kantor buka pukul 09.00 dan tutup pukul 17.30.", "sw": "Ofisi hufunguliwa saa 3 asubuhi na hufungwa saa 11:30 jioni.",
	}},
	{"Send the form by 5 May.", map[locale.Tag]string{
		"fr": "Envoyez le formulaire au plus tard le 5 mai.", "es": "Envíe el formulario a más tardar el 5 de mayo.", "pt": "Envie o formulário o mais tardar em 5 de maio.", "ro": "Trimiteți formularul cel mai târziu pe 5 mai.",
		"ru": "Отправьте анкету не позднее 5 мая.", "ar": "أرسلوا الاستمارة في موعد لا يتجاوز 5 مايو.", "fa": "فرم را حداکثر تا ۵ مه بفرستید.", "ur": "فارم زیادہ سے زیادہ 5 مئی تک بھیج دیں۔", "he": "שלחו את הטופס לא יאוחר מ־5 במאי.",
		"de": "Schicken Sie das Formular spätestens am 5. Mai.", "hi": "फ़ॉर्म ज़्यादा से ज़्यादा 5 मई तक भेजें।", "bn": "ফর্মটি সর্বোচ্চ ৫ মে-র মধ্যে পাঠান।", "ta": "படிவத்தை மே 5க்குள் அனுப்பவும்.", "ja": "用紙は遅くとも5月5日までに送ってください。",
		"ko": "양식은 늦어도 5월 5일까지 보내 주세요.", "zh-Hans": "表格最迟于5月5日寄出。", "tr": "Formu en geç 5 Mayıs'ta gönderin.", "vi": "Gửi mẫu đơn chậm nhất là ngày 5 tháng 5.", "id": "Kirimkan formulir paling lambat 5 Mei.", "sw": "Tuma fomu kabla ya tarehe 5 Mei kuisha.",
	}},
	{"Entry is free of charge.", map[locale.Tag]string{
		"fr": "L'entrée ne coûte rien.", "es": "La entrada no cuesta nada.", "pt": "A entrada não custa nada.", "ro": "Intrarea nu costă nimic.", "ru": "За вход платить не нужно.", "ar": "الدخول بلا مقابل.", "fa": "ورود هزینه‌ای ندارد.",
		"ur": "داخلے کی کوئی فیس نہیں ہے۔", "he": "הכניסה ללא תשלום.", "de": "Der Eintritt kostet nichts.", "hi": "प्रवेश का कोई शुल्क नहीं है।", "bn": "প্রবেশের জন্য কোনো টাকা লাগে না।", "ta": "நுழைவுக்குக் கட்டணம் இல்லை.", "ja": "入場料はかかりません。",
		"ko": "입장료는 없습니다.", "zh-Hans": "入场不收费。", "tr": "Girişten ücret alınmaz.", "vi": "Vào cửa không mất tiền.", "id": "Masuk tidak dipungut biaya.", "sw": "Kuingia hakuna malipo.",
	}},
	{"The market takes place on Friday unless it rains.", map[locale.Tag]string{
		"fr": "Le marché a lieu le vendredi s'il ne pleut pas.", "es": "El mercado se celebra el viernes si no llueve.", "pt": "O mercado acontece na sexta-feira se não chover.", "ro": "Târgul are loc vineri dacă nu plouă.", "ru": "Рынок работает в пятницу, если нет дождя.",
		"ar": "يقام السوق يوم الجمعة إذا لم تمطر.", "fa": "بازار جمعه برپا می‌شود اگر باران نبارد.", "ur": "اگر بارش نہ ہو تو بازار جمعہ کو لگتا ہے۔", "he": "השוק מתקיים ביום שישי אם לא יורד גשם.", "de": "Der Markt findet am Freitag statt, wenn es nicht regnet.",
		"hi": "अगर बारिश न हो तो बाज़ार शुक्रवार को लगता है।", "bn": "বৃষ্টি না হলে শুক্রবার বাজার বসে।", "ta": "மழை பெய்யாவிட்டால் வெள்ளிக்கிழமை சந்தை நடக்கும்.", "ja": "雨が降らなければ、市場は金曜日に開かれます。", "ko": "비가 오지 않으면 시장은 금요일에 열립니다.",
		"zh-Hans": "如果不下雨，集市星期五举行。", "tr": "Yağmur yağmazsa pazar cuma günü kurulur.", "vi": "Nếu trời không mưa, chợ họp vào thứ Sáu.", "id": "Pasar berlangsung hari Jumat jika tidak hujan.", "sw": "Soko hufanyika Ijumaa ikiwa mvua hainyeshi.",
	}},
	{"The parcel may weigh up to 20 kg.", map[locale.Tag]string{
		"fr": "Le colis ne doit pas peser plus de 20 kg.", "es": "El paquete no debe pesar más de 20 kg.", "pt": "A encomenda não pode pesar mais de 20 kg.", "ro": "Coletul nu trebuie să depășească 20 kg.", "ru": "Посылка не должна весить более 20 кг.", "ar": "يجب ألا يزيد وزن الطرد عن 20 كغ.",
		"fa": "وزن بسته نباید بیش از ۲۰ کیلوگرم باشد.", "ur": "پارسل کا وزن 20 کلوگرام سے زیادہ نہیں ہونا چاہیے۔", "he": "משקל החבילה לא יעלה על 20 ק\"ג.", "de": "Das Paket darf nicht mehr als 20 kg wiegen.", "hi": "पार्सल का वज़न 20 किग्रा से ज़्यादा नहीं होना चाहिए।",
		"bn": "পার্সেলের ওজন ২০ কেজির বেশি হওয়া যাবে না।", "ta": "பொதியின் எடை 20 கிலோவுக்கு மேல் இருக்கக் கூடாது.", "ja": "小包の重さは20kgを超えてはいけません。", "ko": "소포의 무게는 20kg을 넘으면 안 됩니다.", "zh-Hans": "包裹重量不得超过20公斤。", "tr": "Paketin ağırlığı 20 kg'ı geçmemelidir.",
		"vi": "Bưu kiện không được nặng quá 20 kg.", "id": "Paket tidak boleh lebih dari 20 kg.", "sw": "Kifurushi hakipaswi kuzidi kilo 20.",
	}},
	{"The tax is due each year, and farmers are exempt.", map[locale.Tag]string{
		"fr": "L'impôt est dû chaque année, et les agriculteurs ne le paient pas.", "es": "El impuesto se paga cada año, y los agricultores no lo pagan.", "pt": "O imposto é devido todos os anos, e os agricultores não o pagam.", "ro": "Impozitul se plătește anual, iar agricultorii nu îl plătesc.",
		"ru": "Налог платят каждый год, а крестьяне его не платят.", "ar": "تُدفع الضريبة كل سنة، ولا يدفعها المزارعون.", "fa": "مالیات هر سال پرداخت می‌شود و کشاورزان مالیات ندارند.", "ur": "ٹیکس ہر سال ادا ہوتا ہے، اور کسان ٹیکس نہیں دیتے۔", "he": "המס משולם מדי שנה, והחקלאים אינם משלמים אותו.",
		"de": "Die Steuer ist jedes Jahr fällig, und Bauern zahlen sie nicht.", "hi": "कर हर साल देना होता है, और किसानों को कर नहीं देना पड़ता।", "bn": "কর প্রতি বছর দিতে হয়, আর কৃষকদের কর দিতে হয় না।", "ta": "வரி ஒவ்வொரு ஆண்டும் செலுத்தப்படும், விவசாயிகளுக்கு வரி இல்லை.",
		"ja": "税は毎年納めますが、農家は納めません。", "ko": "세금은 해마다 내며, 농민은 내지 않습니다.", "zh-Hans": "税每年缴纳，农民不用缴。", "tr": "Vergi her yıl ödenir, çiftçiler vergi ödemez.", "vi": "Thuế nộp hằng năm, nông dân không phải nộp.", "id": "Pajak dibayar setiap tahun, dan petani tidak membayarnya.", "sw": "Kodi hulipwa kila mwaka, na wakulima hawailipi.",
	}},
	{"The day of the vote is a day off for all schools.", map[locale.Tag]string{
		"fr": "Le jour du vote, il n'y a pas d'école.", "es": "El día de la votación no hay clases.", "pt": "No dia da votação não há aulas.", "ro": "În ziua votului nu se țin cursuri.", "ru": "В день голосования в школах нет занятий.", "ar": "لا دراسة في يوم التصويت في جميع المدارس.",
		"fa": "روز رأی‌گیری همه مدرسه‌ها تعطیل است.", "ur": "ووٹ کے دن تمام اسکولوں میں پڑھائی نہیں ہوتی۔", "he": "ביום ההצבעה אין לימודים בכל בתי הספר.", "de": "Am Tag der Wahl ist an allen Schulen kein Unterricht.", "hi": "मतदान के दिन सभी स्कूलों में पढ़ाई नहीं होती।", "bn": "ভোটের দিন সব স্কুলে ক্লাস হয় না।",
		"ta": "வாக்களிப்பு நாளில் எந்தப் பள்ளியும் இயங்காது.", "ja": "投票日は、すべての学校で授業がありません。", "ko": "투표일에는 모든 학교에 수업이 없습니다.", "zh-Hans": "投票日所有学校都不上课。", "tr": "Oy günü hiçbir okulda ders yapılmaz.", "vi": "Ngày bỏ phiếu, các trường không học.", "id": "Pada hari pemungutan suara semua sekolah tidak ada pelajaran.", "sw": "Siku ya kura shule zote hazina masomo.",
	}},
	{"Nothing is impossible, so ask us.", map[locale.Tag]string{
		"fr": "Tout est possible, alors demandez-nous.", "es": "Todo es posible, así que pregúntenos.", "pt": "Tudo é possível, por isso pergunte-nos.", "ro": "Totul este posibil, așa că întrebați-ne.", "ru": "Всё возможно, поэтому спросите нас.", "ar": "كل شيء ممكن، فاسألونا.", "fa": "همه چیز ممکن است، پس از ما بپرسید.",
		"ur": "سب کچھ ممکن ہے، اس لیے ہم سے پوچھیں۔", "he": "הכול אפשרי, אז שאלו אותנו.", "de": "Alles ist möglich, also fragen Sie uns.", "hi": "सब कुछ संभव है, इसलिए हमसे पूछें।", "bn": "সবই সম্ভব, তাই আমাদের জিজ্ঞেস করুন।", "ta": "எல்லாம் சாத்தியமே, எனவே எங்களைக் கேளுங்கள்.", "ja": "何でも可能ですから、お尋ねください。",
		"ko": "무엇이든 가능하니 저희에게 물어보세요.", "zh-Hans": "一切皆有可能，请问我们。", "tr": "Her şey mümkün, bize sorun.", "vi": "Mọi điều đều có thể, hãy hỏi chúng tôi.", "id": "Semuanya mungkin, jadi tanyakan kepada kami.", "sw": "Kila kitu kinawezekana, hivyo tuulize.",
	}},
}

// TestRewordingsAreSilent reads them as the only text of a page.
func TestRewordingsAreSilent(t *testing.T) {
	for _, row := range rewordings {
		for tag, text := range row.texts {
			p := pairOf(tag, row.source, text)
			for _, d := range (*Glossary)(nil).Check(p) {
				t.Errorf("%s: %q for %q is told of: %s: %s", tag, text, row.source, d.Code, strings.TrimSpace(d.Message))
			}
		}
	}
}
