package checks

import (
	"slices"
	"strings"
	"testing"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/textdiff"
)

// meaning is a text with a translation that is right, of which nothing may be said, and one that says something else.
type meaning struct {
	locale               locale.Tag
	source, right, wrong string
}

// meanings are by kind of fact.
var meanings = map[string][]meaning{
	"day and month": {
		{"de", "The vote is on 3 May 2026.", "Die Wahl ist am 3.5.2026.", "Die Wahl ist am 5.3.2026."},
		{"de", "The vote is on 3 May 2026.", "Die Wahl ist am 3. Mai 2026.", "Die Wahl ist am 5. März 2026."},
		{"fr", "The vote is on May 3, 2026.", "Le vote a lieu le 03/05/2026.", "Le vote a lieu le 05/03/2026."},
		{"es", "The vote is on 5/3/2026.", "La votación es el 3/5/2026.", "La votación es el 5 de marzo de 2026."},
		{"es", "The vote is on 13/5/2026.", "La votación es el 13/5/2026.", "La votación es el 14/5/2026."},
		{"pt-BR", "The vote is on May 3, 2026.", "A votação será em 3 de maio de 2026.", "A votação será em 05/03/2026."},
		{"ja", "The vote is on 3 May 2026.", "投票は2026年5月3日です。", "投票は2026年3月5日です。"},
		{"zh-Hans", "The vote is on 3 May 2026.", "投票日为2026年5月3日。", "投票日为2026年3月5日。"},
		{"zh-Hant", "The vote is on 3 May.", "投票日為5月3日。", "投票日為3月5日。"},
		{"ko", "The vote is on 3 May 2026.", "투표일은 2026년 5월 3일입니다.", "투표일은 2026년 3월 5일입니다."},
		{"ru", "The vote is on 3 May 2026.", "Голосование состоится 03.05.2026.", "Голосование состоится 5 марта 2026 года."},
		{"uk", "The vote is on 2026-05-03.", "Голосування відбудеться 3 травня 2026 року.", "Голосування відбудеться 5 березня 2026 року."},
		{"ar", "The vote is on 3 May 2026.", "يجري التصويت في 3 مايو 2026.", "يجري التصويت في 5 مارس 2026."},
		{"fa", "The vote is on 3 May 2026.", "رأی‌گیری در ۳ مهٔ ۲۰۲۶ است.", "رأی‌گیری در ۵ مارس ۲۰۲۶ است."},
		{"hi", "The vote is on 3 May 2026.", "मतदान 3 मई 2026 को है।", "मतदान 5 मार्च 2026 को है।"},
		{"bn", "The vote is on 3 May 2026.", "ভোট ৩ মে ২০২৬ তারিখে।", "ভোট ৫ মার্চ ২০২৬ তারিখে।"},
		{"tr", "The vote is on 3 May 2026.", "Oylama 3 Mayıs 2026'dadır.", "Oylama 05.03.2026 tarihindedir."},
		{"vi", "The vote is on 3 May 2026.", "Cuộc bỏ phiếu diễn ra ngày 3 tháng 5 năm 2026.", "Cuộc bỏ phiếu diễn ra ngày 5 tháng 3 năm 2026."},
		{"id", "The vote is on 3 May 2026.", "Pemungutan suara pada 3 Mei 2026.", "Pemungutan suara pada 5/3/2026."},
		{"fi", "The vote is on 3 May 2026.", "Äänestys on 3.5.2026.", "Äänestys on 5.3.2026."},
		{"sk", "The vote is on 3 May 2026.", "Hlasovanie je 3. 5. 2026.", "Hlasovanie je 5. 3. 2026."},
		{"hr", "The vote is on 3 May 2026.", "Glasovanje je 3. svibnja 2026.", "Glasovanje je 5. ožujka 2026."},
		{"ro", "The vote is on 3 May 2026.", "Votul are loc pe 3 mai 2026.", "Votul are loc pe 5 martie 2026."},
		{"lt", "The vote is on 3 May 2026.", "Balsavimas vyks 2026 m. gegužės 3 d.", "Balsavimas vyks 2026-03-05."},
		{"he", "The vote is on 3 May 2026.", "ההצבעה תתקיים ב-3 במאי 2026.", "ההצבעה תתקיים ב-5 במרץ 2026."},
		{"sw", "The vote is on 3 May 2026.", "Kura itapigwa tarehe 3 Mei 2026.", "Kura itapigwa tarehe 5 Machi 2026."},
		{"ka", "The vote is on 3 May 2026.", "კენჭისყრა 2026 წლის 3 მაისს გაიმართება.", "კენჭისყრა 2026 წლის 5 მარტს გაიმართება."},
	},
	"time": {
		{"fr", "Polls close at 5 p.m.", "Les bureaux ferment à 17 h.", "Les bureaux ferment à 18 h."},
		{"fr", "Polls close at 5:30 p.m.", "Les bureaux ferment à 17h30.", "Les bureaux ferment à 15h30."},
		{"de", "Polls close at 5 p.m.", "Die Wahllokale schließen um 17 Uhr.", "Die Wahllokale schließen um 15 Uhr."},
		{"de", "Polls close at 17:00.", "Die Wahllokale schließen um 17.00 Uhr.", "Die Wahllokale schließen um 19.00 Uhr."},
		{"es", "Polls close at 5 p.m.", "Las mesas cierran a las 5 de la tarde.", "Las mesas cierran a las 6 de la tarde."},
		{"es", "Polls close at 5 p.m.", "Las mesas cierran a las 17:00.", "Las mesas cierran a las 5 de la mañana."},
		{"pt", "Polls close at 5 p.m.", "As urnas fecham às 17h.", "As urnas fecham às 16h."},
		{"zh-Hans", "Polls close at 17:00.", "投票站下午5时关闭。", "投票站上午5时关闭。"},
		{"zh-Hans", "Polls close at 5:30 p.m.", "投票站下午5点半关闭。", "投票站下午6点半关闭。"},
		{"zh-Hant", "Polls open at 8 a.m.", "投票站上午8時開放。", "投票站晚上8時開放。"},
		{"ja", "Polls close at 5 p.m.", "投票所は午後5時に閉まります。", "投票所は午後7時に閉まります。"},
		{"ja", "Polls close at 8 p.m.", "投票所は20時に閉まります。", "投票所は午前8時に閉まります。"},
		{"ko", "Polls close at 6 p.m.", "투표소는 오후 6시에 닫습니다.", "투표소는 오전 6시에 닫습니다."},
		{"ru", "Polls close at 8 p.m.", "Участки закрываются в 20:00.", "Участки закрываются в 8 часов утра."},
		{"ru", "Polls open at 8 a.m.", "Участки открываются в 8 часов утра.", "Участки открываются в 9 часов утра."},
		{"uk", "Polls close at 8 p.m.", "Дільниці закриваються о 20:00.", "Дільниці закриваються о 21:00."},
		{"bg", "Polls close at 8 p.m.", "Секциите затварят в 20 часа.", "Секциите затварят в 19 часа."},
		{"fi", "Polls close at 8 p.m.", "Äänestyspaikat sulkeutuvat klo 20.", "Äänestyspaikat sulkeutuvat klo 18."},
		{"fi", "Polls open at 8:30.", "Äänestyspaikat avautuvat klo 8.30.", "Äänestyspaikat avautuvat klo 9.30."},
		{"ar", "Polls close at 5 p.m.", "تغلق المراكز الساعة 5 مساءً.", "تغلق المراكز الساعة 5 صباحًا."},
		{"fa", "Polls close at 5 p.m.", "حوزه‌ها ساعت ۱۷ بسته می‌شوند.", "حوزه‌ها ساعت ۱۹ بسته می‌شوند."},
		{"hi", "Polls close at 5 p.m.", "मतदान शाम 5 बजे समाप्त होगा।", "मतदान सुबह 5 बजे समाप्त होगा।"},
		{"bn", "Polls close at 5 p.m.", "ভোট বিকেল ৫টায় শেষ হবে।", "ভোট সকাল ৫টায় শেষ হবে।"},
		{"tr", "Polls close at 5 p.m.", "Sandıklar saat 17.00'de kapanır.", "Sandıklar saat 16.00'da kapanır."},
		{"vi", "Polls close at 7 p.m.", "Phòng phiếu đóng cửa lúc 19 giờ.", "Phòng phiếu đóng cửa lúc 17 giờ."},
		{"id", "Polls close at 1 p.m.", "TPS ditutup pukul 13.00.", "TPS ditutup pukul 14.00."},
		{"sw", "Polls close at 5 p.m.", "Vituo vinafungwa saa 11 jioni.", "Vituo vinafungwa saa 9 jioni."},
		{"he", "Polls close at 10 p.m.", "הקלפיות נסגרות בשעה 22:00.", "הקלפיות נסגרות בשעה 20:00."},
		{"ro", "Polls close at 9 p.m.", "Secțiile se închid la ora 21.", "Secțiile se închid la ora 20."},
		{"lt", "Polls close at 8 p.m.", "Apylinkės uždaromos 20 val.", "Apylinkės uždaromos 18 val."},
		{"hr", "Polls close at 7 p.m.", "Birališta se zatvaraju u 19 sati.", "Birališta se zatvaraju u 17 sati."},
		{"sk", "Polls close at 10 p.m.", "Miestnosti sa zatvoria o 22. hodine.", "Miestnosti sa zatvoria o 20. hodine."},
	},
	"number in words": {
		{"fr", "The list has thirty names.", "La liste compte 30 noms.", "La liste compte quarante noms."},
		{"fr", "The list has 30 names.", "La liste compte trente noms.", "La liste compte quarante noms."},
		{"de", "The list has thirty names.", "Die Liste hat dreißig Namen.", "Die Liste hat vierzig Namen."},
		{"de", "The list has twenty-one names.", "Die Liste hat einundzwanzig Namen.", "Die Liste hat zweiundzwanzig Namen."},
		{"es", "The list has thirty names.", "La lista tiene treinta nombres.", "La lista tiene 40 nombres."},
		{"pt", "The list has sixteen names.", "A lista tem dezasseis nomes.", "A lista tem dezassete nomes."},
		{"ru", "The list has forty names.", "В списке сорок имён.", "В списке тридцать имён."},
		{"uk", "The list has forty names.", "У списку сорок імен.", "У списку тридцять імен."},
		{"zh-Hans", "The list has thirty names.", "名单上有三十个名字。", "名单上有四十个名字。"},
		{"zh-Hant", "The list has 30 names.", "名單上有三十個名字。", "名單上有四十個名字。"},
		{"ja", "The list has thirty names.", "名簿には三十名が載っています。", "名簿には四十名が載っています。"},
		{"ko", "The list has thirty names.", "명단에는 서른 명이 있습니다.", "명단에는 마흔 명이 있습니다."},
		{"ar", "The list has thirty names.", "تضم القائمة ثلاثين اسمًا.", "تضم القائمة أربعين اسمًا."},
		{"fa", "The list has thirty names.", "فهرست سی نام دارد.", "فهرست چهل نام دارد."},
		{"he", "The list has thirty names.", "ברשימה שלושים שמות.", "ברשימה ארבעים שמות."},
		{"hi", "The list has thirty names.", "सूची में तीस नाम हैं।", "सूची में चालीस नाम हैं।"},
		{"bn", "The list has thirty names.", "তালিকায় ত্রিশটি নাম আছে।", "তালিকায় চল্লিশটি নাম আছে।"},
		{"ur", "The list has thirty names.", "فہرست میں تیس نام ہیں۔", "فہرست میں چالیس نام ہیں۔"},
		{"tr", "The list has thirty names.", "Listede otuz isim var.", "Listede elli isim var."},
		{"az", "The list has 64 names.", "Siyahıda altmış dörd ad var.", "Siyahıda əlli dörd ad var."},
		{"az", "The list has 84 names.", "Siyahıda səksən dörd ad var.", "Siyahıda altmış dörd ad var."},
		{"az", "The list has sixty names.", "Siyahıda altmış ad var.", "Siyahıda səksən ad var."},
		{"uz", "The list has 64 names.", "Roʻyxatda oltmish toʻrtta ism bor.", "Roʻyxatda ellik toʻrtta ism bor."},
		{"tr", "The list has 64 names.", "Listede altmış dört isim var.", "Listede elli dört isim var."},
		{"mn", "The list has 64 names.", "Жагсаалтад жаран дөрвөн нэр бий.", "Жагсаалтад тавин дөрвөн нэр бий."},
		{"vi", "The list has thirty names.", "Danh sách có ba mươi tên.", "Danh sách có bốn mươi tên."},
		{"id", "The list has thirty names.", "Daftar itu memuat tiga puluh nama.", "Daftar itu memuat empat puluh nama."},
		{"fi", "The list has thirty names.", "Luettelossa on kolmekymmentä nimeä.", "Luettelossa on neljäkymmentä nimeä."},
		{"lt", "The list has thirty names.", "Sąraše yra trisdešimt pavardžių.", "Sąraše yra keturiasdešimt pavardžių."},
		{"hr", "The list has thirty names.", "Popis ima trideset imena.", "Popis ima četrdeset imena."},
		{"sr", "The list has thirty names.", "Списак има тридесет имена.", "Списак има четрдесет имена."},
		{"sk", "The list has thirty names.", "Zoznam má tridsať mien.", "Zoznam má štyridsať mien."},
		{"bg", "The list has thirty names.", "Списъкът има тридесет имена.", "Списъкът има четиресет имена."},
		{"ro", "The list has thirty names.", "Lista are treizeci de nume.", "Lista are patruzeci de nume."},
		{"ka", "The list has thirty names.", "სიაში ოცდაათი სახელია.", "სიაში ორმოცი სახელია."},
		{"sw", "The list has thirty names.", "Orodha ina majina thelathini.", "Orodha ina majina arobaini."},
		{"am", "The list has thirty names.", "ዝርዝሩ ሠላሳ ስሞች አሉት።", "ዝርዝሩ ሃምሳ ስሞች አሉት።"},
		{"ta", "The list has thirty names.", "பட்டியலில் முப்பது பெயர்கள் உள்ளன.", "பட்டியலில் ஐம்பது பெயர்கள் உள்ளன."},
		{"uz", "The list has thirty names.", "Roʻyxatda oʻttiz nom bor.", "Roʻyxatda qirq nom bor."},
		{"mn", "The list has thirty names.", "Жагсаалтад гучин нэр байна.", "Жагсаалтад дөчин нэр байна."},
		{"km", "The list has thirty names.", "បញ្ជីមានឈ្មោះសាមសិប។", "បញ្ជីមានឈ្មោះសែសិប។"},
	},
	"month": {
		{"ar", "Registration ends on 20 March 2026.", "ينتهي التسجيل في 20 آذار/مارس 2026.", "ينتهي التسجيل في 20 نيسان 2026."},
		{"ar", "Registration ends on 20 August 2026.", "ينتهي التسجيل في 20 آب 2026.", "ينتهي التسجيل في 20 تموز 2026."},
		{"uk", "Registration ends on 20 March 2026.", "Реєстрація завершується 20 березня 2026 року.", "Реєстрація завершується 20 квітня 2026 року."},
		{"hr", "Registration ends on 20 March 2026.", "Prijava završava 20. ožujka 2026.", "Prijava završava 20. travnja 2026."},
		{"lt", "Registration ends on 20 March 2026.", "Registracija baigiasi 2026 m. kovo 20 d.", "Registracija baigiasi 2026 m. balandžio 20 d."},
		{"es", "Registration ends on 20 March 2026.", "El registro termina el 20 mar 2026.", "El registro termina el 20 abr 2026."},
		{"ru", "In March 2026 the list closes.", "Список закроется в марте 2026 года.", "Список закроется в апреле 2026 года."},
	},
	"day of the week": {
		{"fr", "The office is closed on Monday.", "Le bureau est fermé le lundi.", "Le bureau est fermé le mardi."},
		{"de", "The office is closed on Mondays.", "Das Büro ist montags geschlossen.", "Das Büro ist am Dienstag geschlossen."},
		{"ru", "The office is closed on Wednesday.", "Бюро закрыто в среду.", "Бюро закрыто в пятницу."},
		{"zh-Hans", "The office is closed on Monday.", "办公室周一关闭。", "办公室星期二关闭。"},
		{"ja", "The office is closed on Monday.", "事務所は月曜日に閉まります。", "事務所は火曜日に閉まります。"},
		{"ar", "The office is closed on Friday.", "المكتب مغلق يوم الجمعة.", "المكتب مغلق يوم الخميس."},
		{"fa", "The office is closed on Sunday.", "دفتر یکشنبه بسته است.", "دفتر سه‌شنبه بسته است."},
		{"tr", "The office is closed on Monday.", "Ofis pazartesi günü kapalıdır.", "Ofis çarşamba günü kapalıdır."},
		{"fi", "The office is closed on Monday.", "Toimisto on suljettu maanantaina.", "Toimisto on suljettu tiistaina."},
		{"es", "The office is closed on Monday.", "La oficina está cerrada los lunes.", "La oficina está cerrada los martes."},
	},
	"ban with a verb": {
		{"fr", "You must not bring a phone.", "Il est interdit d’apporter un téléphone.", "Vous devez apporter un téléphone."},
		{"de", "You must not bring a phone.", "Das Mitbringen eines Telefons ist verboten.", "Sie dürfen ein Telefon mitbringen."},
		{"es", "You must not bring a phone.", "Está prohibido llevar un teléfono.", "Puede llevar un teléfono."},
		{"pt", "You must not bring a phone.", "É proibido levar um telefone.", "Pode levar um telefone."},
		{"ro", "You must not bring a phone.", "Este interzisă aducerea unui telefon.", "Puteți aduce un telefon."},
		{"ru", "You must not bring a phone.", "Приносить телефон запрещено.", "Вы можете принести телефон."},
		{"uk", "You must not bring a phone.", "Приносити телефон заборонено.", "Ви можете принести телефон."},
		{"bg", "You must not bring a phone.", "Внасянето на телефон е забранено.", "Можете да внесете телефон."},
		{"mk", "You must not bring a phone.", "Забрането е внесување телефон.", "Можете да внесете телефон."},
		{"sr", "You must not bring a phone.", "Забрањено је уносити телефон.", "Можете унети телефон."},
		{"sr-Latn", "You must not bring a phone.", "Zabranjeno je uneti telefon.", "Možete uneti telefon."},
		{"hr", "You must not bring a phone.", "Zabranjeno je unositi telefon.", "Možete unijeti telefon."},
		{"sk", "You must not bring a phone.", "Je zakázané priniesť telefón.", "Môžete priniesť telefón."},
		{"lt", "You must not bring a phone.", "Draudžiama atsinešti telefoną.", "Galite atsinešti telefoną."},
		{"fi", "You must not bring a phone.", "Puhelimen tuominen on kielletty.", "Saat tuoda puhelimen."},
		{"tr", "You must not bring a phone.", "Telefon getirmek yasaktır.", "Telefon getirebilirsiniz."},
		{"az", "You must not bring a phone.", "Telefon gətirmək qadağandır.", "Telefon gətirə bilərsiniz."},
		{"uz", "You must not bring a phone.", "Telefon olib kirish taqiqlanadi.", "Telefon olib kirishingiz mumkin."},
		{"mn", "You must not bring a phone.", "Утас авчрахыг хориглоно.", "Та утас авчирч болно."},
		{"ka", "You must not bring a phone.", "ტელეფონის შეტანა აკრძალულია.", "თქვენ შეგიძლიათ ტელეფონის შეტანა."},
		{"ar", "You must not bring a phone.", "يُمنع إحضار الهاتف.", "يمكنك إحضار الهاتف."},
		{"fa", "You must not bring a phone.", "آوردن تلفن ممنوع است.", "شما می‌توانید تلفن بیاورید."},
		{"ur", "You must not bring a phone.", "فون لانا ممنوع ہے۔", "آپ فون لا سکتے ہیں۔"},
		{"he", "You must not bring a phone.", "אסור להביא טלפון.", "מותר להביא טלפון."},
		{"hi", "You must not bring a phone.", "फ़ोन लाना वर्जित है।", "आप फ़ोन ला सकते हैं।"},
		{"bn", "You must not bring a phone.", "ফোন আনা নিষিদ্ধ।", "আপনি ফোন আনতে পারেন।"},
		{"ta", "You must not bring a phone.", "தொலைபேசி கொண்டுவருவது தடைசெய்யப்பட்டுள்ளது.", "நீங்கள் தொலைபேசி கொண்டுவரலாம்."},
		{"si", "You must not bring a phone.", "දුරකථනයක් ගෙන ඒම තහනම්ය.", "ඔබට දුරකථනයක් ගෙන ආ හැකිය."},
		{"km", "You must not bring a phone.", "ហាមយកទូរស័ព្ទមក។", "អ្នកអាចយកទូរស័ព្ទមកបាន។"},
		{"vi", "You must not bring a phone.", "Cấm mang điện thoại.", "Bạn có thể mang điện thoại."},
		{"id", "You must not bring a phone.", "Dilarang membawa telepon.", "Anda boleh membawa telepon."},
		{"sw", "You must not bring a phone.", "Ni marufuku kuleta simu.", "Unaweza kuleta simu."},
		{"rw", "You must not bring a phone.", "Birabujijwe kuzana telefoni.", "Ushobora kuzana telefoni."},
		{"am", "You must not bring a phone.", "ስልክ ማምጣት የተከለከለ ነው።", "ስልክ ማምጣት ይችላሉ።"},
		{"ko", "You must not bring a phone.", "휴대전화 반입은 금지됩니다.", "휴대전화를 가져올 수 있습니다."},
		{"ja", "You must not bring a phone.", "電話の持ち込みは禁止です。", "電話を持ち込むことができます。"},
		{"zh-Hans", "You must not bring a phone.", "禁止携带手机。", "您可以携带手机。"},
		{"zh-Hant", "You must not bring a phone.", "禁止攜帶手機。", "您可以攜帶手機。"},
		{"fr", "Photographs are prohibited.", "Les photographies ne sont pas admises.", "Les photographies sont autorisées."},
		{"de", "It is forbidden to take photographs.", "Man darf nicht fotografieren.", "Man darf fotografieren."},
	},
	"letter of a sister": {
		{"fa", "The register is open to all voters.", "فهرست برای همهٔ رأی‌دهندگان باز است.", "فهرست براي همهٔ رأی‌دهندگان باز است."},
		{"fa", "The register is open to all voters.", "دفتر کشور برای همه باز است.", "دفتر كشور برای همه باز است."},
		{"ar", "The register is open to all voters.", "السجل مفتوح أمام كل الناخبين في البلد.", "السجل مفتوح أمام کل الناخبين في البلد."},
		{"ur", "The register is open to all voters.", "فہرست تمام ووٹروں کے لیے کھلی ہے۔", "فہرست تمام ووٹروں كے لیے کھلی ہے۔"},
		{"zh-Hans", "The result is final.", "选举结果是最终结果。", "选举結果是最终结果。"},
		{"zh-Hant", "The result is final.", "選舉結果是最終結果。", "選舉结果是最終結果。"},
		{"ja", "The result is final.", "選挙の結果は最終的です。", "選挙の结果は最終的です。"},
		{"ja", "The election is final.", "選挙の結果は最終的です。", "选挙の結果は最終的です。"},
		{"uk", "The list is open to all voters.", "Список відкритий для всіх виборців.", "Список відкрытий для всіх виборців."},
		{"ru", "The list is open to all voters.", "Список открыт для всех избирателей.", "Список откріт для всех избирателей."},
		{"bg", "The list is open to all voters.", "Списъкът е отворен за всички избиратели.", "Списъкът е отворен за всичкы избиратели."},
		{"mk", "The list is open to all citizens.", "Списокот е отворен за сите граѓани.", "Списокот е отворен за сите грађани."},
		{"sr", "The list is open to all citizens.", "Списак је отворен за све грађане.", "Списак је отворен за све граѓане."},
		{"sk", "The list is open to all voters.", "Zoznam je otvorený pre všetkých voličov.", "Zoznam je otevřený pre všetkých voličov."},
		{"tr", "The list is open to all voters.", "Liste tüm seçmenlere açıktır.", "Liste tüm seçmənlere açıktır."},
		{"bn", "The list is open to all voters.", "তালিকা সব ভোটারের জন্য খোলা।", "তালিকা সব ভোটাৰের জন্য খোলা।"},
	},
	"a third language": {
		{"pt", "The list of voters is published in every municipality before the election.", "A lista dos eleitores é publicada em todos os municípios antes da eleição.", "La lista de los electores se publica en todos los municipios antes de la elección."},
		{"uk", "The list of voters is published in every municipality before the election.", "Список виборців оприлюднюють у кожній громаді до виборів.", "Список избирателей публикуется во всех общинах, которые есть в стране, чтобы его увидели все."},
		{"ru", "The list of voters is published in every municipality before the election.", "Список избирателей публикуют в каждой общине до выборов.", "Список виборців публікують у кожній громаді, щоб його бачили всі, які є в країні."},
		{"ar", "The list of voters is published in every municipality before the election.", "تنشر قائمة الناخبين في كل بلدية قبل الانتخابات.", "فهرست رأی‌دهندگان در همه شهرها پیش از انتخابات منتشر می‌شود و این برای همه است."},
		{"ur", "The list of voters is published in every municipality before the election.", "ووٹروں کی فہرست انتخاب سے پہلے ہر بلدیہ میں شائع کی جاتی ہے۔", "تنشر قائمة الناخبين في كل بلدية قبل الانتخابات التي تجري في البلد على هذا النحو."},
		{"hi", "The list of voters is published in every municipality before the election.", "मतदाताओं की सूची चुनाव से पहले हर नगरपालिका में प्रकाशित की जाती है।", "मतदाताको सूची निर्वाचन अघि हरेक नगरपालिकामा प्रकाशित हुन्छ र यो सबै को लागि हो।"},
		{"sk", "The list of voters is published in every municipality before the election.", "Zoznam voličov sa zverejňuje v každej obci pred voľbami.", "Seznam voličů se zveřejňuje v každé obci před volbami, které se konají jen při nové volbě."},
		{"id", "The list of voters is published because the election is near.", "Daftar pemilih diumumkan karena pemilu sudah dekat, dan itu bisa dilihat.", "Senarai pengundi diumumkan kerana pilihan raya sudah dekat, iaitu pada bulan ini sahaja."},
		{"hr", "The list of voters is published where the election is held.", "Popis birača objavljuje se tamo gdje se održavaju izbori.", "Spisak birača se objavljuje tamo gde se izbori održavaju, uvek pre glasanja."},
		{"ro", "The list of voters is published in every municipality before the election.", "Lista alegătorilor este publicată în fiecare comună înainte de alegeri.", "La lista degli elettori è pubblicata in ogni comune prima delle elezioni e anche nella scuola."},
		{"mk", "The list of voters is published in every municipality before the election.", "Списокот на гласачи се објавува во секоја општина пред изборите.", "Списъкът на избирателите се публикува във всяка община, който е за всички и от всички, когато има избори."},
		{"az", "The list of voters is published in every municipality before the election.", "Seçicilərin siyahısı seçkidən əvvəl hər bələdiyyədə dərc olunur.", "Seçmen listesi seçimden önce her belediyede yayımlanır ve bu liste herkes için çok önemlidir, ya da değil."},
	},
	"duty and permission": {
		{"fr", "Observers must register.", "Les observateurs doivent s’inscrire.", "Les observateurs peuvent s’inscrire."},
		{"fr", "Observers must register.", "Les observateurs sont tenus de s’inscrire.", "Les observateurs devraient s’inscrire."},
		{"de", "Observers must register.", "Beobachter müssen sich anmelden.", "Beobachter dürfen sich anmelden."},
		{"de", "Observers may register.", "Beobachter können sich anmelden.", "Beobachter müssen sich anmelden."},
		{"es", "Observers must register.", "Los observadores deben inscribirse.", "Los observadores pueden inscribirse."},
		{"pt-BR", "Observers must register.", "Os observadores devem se registrar.", "Os observadores podem se registrar."},
		{"ro", "Observers must register.", "Observatorii trebuie să se înregistreze.", "Observatorii pot să se înregistreze."},
		{"ru", "Observers must register.", "Наблюдатели должны зарегистрироваться.", "Наблюдатели могут зарегистрироваться."},
		{"uk", "Observers must register.", "Спостерігачі повинні зареєструватися.", "Спостерігачі можуть зареєструватися."},
		{"bg", "Observers must register.", "Наблюдателите трябва да се регистрират.", "Наблюдателите могат да се регистрират."},
		{"mk", "Observers must register.", "Набљудувачите мора да се регистрираат.", "Набљудувачите можат да се регистрираат."},
		{"sr", "Observers must register.", "Посматрачи морају да се региструју.", "Посматрачи могу да се региструју."},
		{"sr-Latn", "Observers must register.", "Posmatrači moraju da se registruju.", "Posmatrači mogu da se registruju."},
		{"hr", "Observers must register.", "Promatrači se moraju registrirati.", "Promatrači se mogu registrirati."},
		{"sk", "Observers must register.", "Pozorovatelia sa musia zaregistrovať.", "Pozorovatelia sa môžu zaregistrovať."},
		{"lt", "Observers must register.", "Stebėtojai privalo registruotis.", "Stebėtojai gali registruotis."},
		{"fi", "Observers must register.", "Tarkkailijoiden täytyy rekisteröityä.", "Tarkkailijat saavat rekisteröityä."},
		{"tr", "Observers must register.", "Gözlemciler kayıt olmalıdır.", "Gözlemciler kayıt olabilir."},
		{"az", "Observers must register.", "Müşahidəçilər qeydiyyatdan keçməlidirlər.", "Müşahidəçilər qeydiyyatdan keçə bilərlər."},
		{"uz", "Observers must register.", "Kuzatuvchilar roʻyxatdan oʻtishi kerak.", "Kuzatuvchilar roʻyxatdan oʻtishi mumkin."},
		{"mn", "Observers must register.", "Ажиглагчид бүртгүүлэх ёстой.", "Ажиглагчид бүртгүүлж болно."},
		{"ka", "Observers must register.", "დამკვირვებლები უნდა დარეგისტრირდნენ.", "დამკვირვებლებს შეუძლიათ რეგისტრაცია."},
		{"ar", "Observers must register.", "يجب على المراقبين التسجيل.", "يجوز للمراقبين التسجيل."},
		{"fa", "Observers must register.", "ناظران باید ثبت‌نام کنند.", "ناظران می‌توانند ثبت‌نام کنند."},
		{"ur", "Observers must register.", "مبصرین کو رجسٹر ہونا چاہیے۔", "مبصرین رجسٹر ہو سکتے ہیں۔"},
		{"he", "Observers must register.", "המשקיפים חייבים להירשם.", "המשקיפים רשאים להירשם."},
		{"hi", "Observers must register.", "पर्यवेक्षकों को पंजीकरण कराना होगा।", "पर्यवेक्षक पंजीकरण करा सकते हैं।"},
		{"bn", "Observers must register.", "পর্যবেক্ষকদের অবশ্যই নিবন্ধন করতে হবে।", "পর্যবেক্ষকরা নিবন্ধন করতে পারেন।"},
		{"ta", "Observers must register.", "பார்வையாளர்கள் பதிவு செய்ய வேண்டும்.", "பார்வையாளர்கள் பதிவு செய்யலாம்."},
		{"si", "Observers must register.", "නිරීක්ෂකයන් ලියාපදිංචි විය යුතුය.", "නිරීක්ෂකයන්ට ලියාපදිංචි විය හැකිය."},
		{"km", "Observers must register.", "អ្នកសង្កេតការណ៍ត្រូវតែចុះឈ្មោះ។", "អ្នកសង្កេតការណ៍អាចចុះឈ្មោះ។"},
		{"vi", "Observers must register.", "Quan sát viên phải đăng ký.", "Quan sát viên có thể đăng ký."},
		{"id", "Observers must register.", "Pengamat harus mendaftar.", "Pengamat boleh mendaftar."},
		{"sw", "Observers must register.", "Waangalizi lazima wajiandikishe.", "Waangalizi wanaweza kujiandikisha."},
		{"rw", "Observers must register.", "Indorerezi zigomba kwiyandikisha.", "Indorerezi zishobora kwiyandikisha."},
		{"am", "Observers must register.", "ታዛቢዎች መመዝገብ አለባቸው።", "ታዛቢዎች መመዝገብ ይችላሉ።"},
		{"ko", "Observers must register.", "참관인은 등록해야 합니다.", "참관인은 등록할 수 있습니다."},
		{"ja", "Observers must register.", "監視員は登録しなければなりません。", "監視員は登録することができます。"},
		{"zh-Hans", "Observers must register.", "观察员必须登记。", "观察员可以登记。"},
		{"zh-Hant", "Observers must register.", "觀察員必須登記。", "觀察員可以登記。"},
		{"fr", "Observers may vote.", "Les observateurs ont le droit de voter.", "Il est interdit aux observateurs de voter."},
		{"de", "Observers may vote.", "Beobachter dürfen wählen.", "Beobachtern ist das Wählen verboten."},
		{"ru", "Observers may vote.", "Наблюдатели вправе голосовать.", "Наблюдателям запрещено голосовать."},
		{"ar", "Observers may vote.", "يحق للمراقبين التصويت.", "يحظر على المراقبين التصويت."},
	},
}

// TestMeaning wants silence for each right translation and a warning for each wrong one.
func TestMeaning(t *testing.T) {
	var g *Glossary
	languages := map[string]bool{}
	for kind, rows := range meanings {
		found := 0
		for _, m := range rows {
			languages[m.locale.Language()] = true
			p := Pair{Source: "en", Locale: m.locale, Kind: page.KindParagraph, SourceText: m.source, Text: m.right, Pos: diag.At("a.md", 1, 1)}
			for _, d := range g.Check(p) {
				t.Errorf("%s, %s: “%s” for “%s”: %s [%s]", kind, m.locale, m.right, m.source, d.Message, d.Code)
			}
			p.Text = m.wrong
			ds := g.Check(p)
			if len(ds) > 0 {
				found++
				continue
			}
			t.Errorf("%s, %s: nothing is said of “%s” for “%s”", kind, m.locale, m.wrong, m.source)
		}
		t.Logf("%-20s %d of %d found", kind, found, len(rows))
	}
	if len(languages) < 36 {
		t.Errorf("only %d languages", len(languages))
	}
}

// TestTextsOfOtherEditions puts blocks of each edition into the others of its script. Portuguese twice and the two
// standards of one language are too close to be told apart by a sentence.
func TestTextsOfOtherEditions(t *testing.T) {
	all, g := pairs(t)
	by := map[locale.Tag][]Pair{}
	for _, p := range all {
		if p.Kind != page.KindMessage {
			by[p.Locale] = append(by[p.Locale], p)
		}
	}
	tried, found := 0, 0
	for own, list := range by {
		for other, others := range by {
			if own.Language() == other.Language() || own.Script() != other.Script() || own.Language() == "hr" && other.Language() == "sr" || own.Language() == "sr" && other.Language() == "hr" {
				continue
			}
			for i := 0; i < len(list); i += 11 {
				p := list[i]
				if p.Text = others[i].Text; p.Kind == page.KindCode || weight(p.Text) < 60 {
					continue
				}
				tried++
				if slices.ContainsFunc(g.Check(p), func(d diag.Diagnostic) bool { return d.Code == OtherLanguage }) {
					found++
				}
			}
		}
	}
	t.Logf("%d of %d texts of another edition found", found, tried)
	if found*100 < 85*tried || tried < 500 {
		t.Errorf("%d of %d texts of another edition found", found, tried)
	}
}

// TestLostSentences drops each sentence of the editions' paragraphs in turn.
func TestLostSentences(t *testing.T) {
	all, g := pairs(t)
	tried, found := 0, 0
	for _, p := range all {
		if p.Kind != page.KindParagraph && p.Kind != page.KindListItem || strings.ContainsAny(p.Text, "`<[*") {
			continue
		}
		own := textdiff.Sentences(p.Locale.Language(), p.Text)
		if len(own) < 2 || len(textdiff.Sentences("en", p.SourceText)) != len(own) {
			continue
		}
		for i, s := range own {
			if float64(weight(s))/ratio(p.Locale)*100 < 25 {
				continue
			}
			q := p
			q.Text = strings.Join(slices.Delete(slices.Clone(own), i, i+1), "")
			tried++
			if len(g.Check(q)) > 0 {
				found++
			}
		}
	}
	t.Logf("%d of %d lost sentences found", found, tried)
	if found*100 < 88*tried || tried < 500 {
		t.Errorf("%d of %d lost sentences found", found, tried)
	}
}
