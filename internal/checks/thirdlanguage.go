package checks

import (
	"slices"
	"strings"
	"unicode/utf8"

	"vernacular/internal/locale"
)

// commonWords are the words that hardly a sentence of a language does without, by ISO 639 code, with the script where a
// language has several. Words that two languages share count for neither of the two.
var commonWords = map[string]string{
	// Latin
	"en":      "the of and to in is that for with are this be on as by from have has not you your which their they will can was were or it at an a so do",
	"es":      "el la los las de del que en y un una con por para se su sus como más pero no es son al lo este esta estos estas o ha han muy también puede pueden si cuando todos a texto página inglés idioma directrices empresas electorales cómo cada archivo traducción persona usted integridad tecnológicas autoridades orden páginas",
	"pt":      "o os as da do das dos que em e um uma com por para se seu sua seus suas como mais mas não é são ao à pelo pela este esta isto ou foi também pode podem se quando você no na nos nas de a texto página inglês empresas cada eleitorais tradução eleitoral língua ser idioma integridade pessoa eleições autoridades às orientações lado páginas",
	"gl":      "o os as do da dos das que en e unha un con por para se seu súa como máis pero non é son ao á pola polo este esta ou foi tamén pode cando no na nos nas",
	"ca":      "el la els les de del que i un una amb per a es seu seva com més però no és són al aquest aquesta o ha també pot quan dels als pels ser molt",
	"fr":      "le la les des du de que qui et un une avec par pour se son sa ses comme plus mais ne pas est sont au aux ce cette ces ou dans sur vous votre vos être cela peut il elle ils nous leur à en texte anglais langue lignes directrices a entreprises comment personne fichier traduction chaque n’est électorales l’intégrité technologiques",
	"it":      "il lo la gli le di del della dei delle che e un una con per si suo sua come più ma non è sono al alla questo questa o ha anche può nel nella sono dal dalla essere",
	"ro":      "și de la în că un o cu pe pentru se său sa ca mai dar nu este sunt al ale care din acest această sau fost poate când lor către prin fi dacă sunt toate a limba să engleză electorale ce textul directoare cum traducere persoană fiecare pagina liniile tehnologie pagină fie scrieți ceea aceste le nevoie într dumneavoastră despre numai",
	"nl":      "de het een van en in is dat op te zijn met voor niet aan er om ook als bij door naar uit dit deze die kan worden wordt hebben heeft of maar over uw u",
	"de":      "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über kann oder ihre seite sprache wahlen leitlinien diese datei übersetzung englischen haben technologieunternehmen zur integrität lesen wenn dieser wahlbehörden einen",
	"da":      "og i at det er en til af på for med som den der har ikke de et fra kan eller hvad om vil skal så også når blev efter mange mig sig efter nogle meget hvordan deres",
	"nb":      "og i at det er en til av på for med som den der har ikke de et fra kan eller hva om vil skal så også når ble etter mange meg seg etter noen mye hvordan deres",
	"sv":      "och i att det är en till av på för med som den där har inte de ett från kan eller vad om vill ska så också när blev efter många mig sig några mycket hur deras",
	"fi":      "ja on ei se että joka ovat tai mutta kun niin myös hän oli olla voi sen ne kuin jos sekä tämä jotka mukaan kanssa hänen mitä siitä vain nyt vaalien miten sivun ihminen ole lukea vielä jokaisen kirjoita",
	"et":      "ja on ei see et mis kui oma ning aga või ka ta oli olla saab selle need nagu siis kes seda välja mida ainult pärast koos",
	"hu":      "a az és hogy nem is egy van meg de csak el ha már ez ezt vagy mint még ki lehet kell volt lesz azt ennek nagyon ezek minden",
	"pl":      "i w na z do się że nie jest to o jak za od po ale przez dla co czy są jego jej tym które który można będzie oraz lub tylko już być",
	"cs":      "a v na je se že z do s o to jako za pro ale by k po jsou který která které jeho nebo být má než při tak už jen také není jsem budou",
	"sk":      "a v na je sa že z do s o to ako za pre ale by k po sú ktorý ktorá ktoré jeho alebo byť má než pri tak už len tiež nie som budú čo preklad volieb ak jazyku usmernenia súbor človek keď stránku volebné tento vo ste stránky aby uvádza iné anglickým textom týchto zatiaľ jej napíšte",
	"sl":      "in v na je se da z do s o to kot za pa bi k po so ki njegov ali biti ima pri tako že samo tudi ni sem bodo lahko vse",
	"hr":      "i u na je se da za od s o što kao koji koja koje ali bi su ili biti ima kako već samo također nije gdje tko ovdje uvijek prije poslije vrijeme dvije tijekom svijet mjesto ne izbora tekst jezik tvrtke kada a stranica engleskom engleski prijevod stranice te tijela stranicu engleskim tekstom stranici još ste web",
	"sr-Latn": "i u na je se da za od s o što kao koji koja koje ali bi su ili biti ima kako već samo takođe nije gde ko ovde uvek pre posle vreme dve tokom svet mesto sa ne izbora tekst kada jezik kompanije prevod stranica ga smernice stranicu engleskom engleski a šta stranice drugo engleskim tekstom stranici još ste veb ovaj",
	"lt":      "ir yra kad su iš į ne tai o jos bet jis ar buvo kaip savo už po per nuo prie arba kuris kurie jų gali taip pat būti iki kalba rinkimų anglų technologijų žmogus jei kai puslapį apie įmonėms puslapis ta dar jo teksto tekstas tekstu jį visą ką daugiau toliau rašykite",
	"lv":      "un ir ka ar no uz ne tas par bet viņš vai bija kā savu pēc pie lai kas kuri to šis var būt arī līdz",
	"tr":      "ve bir bu da de için ile olarak çok daha olan gibi kadar sonra en ya veya ancak ne var değil her olduğu tarafından mı şu biz siz i̇ngilizce kılavuz seçim metin sayfa nasıl teknoloji seçimlerin sayfanın dilde aynı dil birlikte kendi metinle olduğunu henüz yazın",
	"az":      "və bir bu da də üçün ilə olaraq çox daha olan kimi qədər sonra ən ya yaxud ancaq nə var deyil hər olduğu tərəfindən mi biz siz ingilis seçki rəhbər dilindəki tərcümə necə texnologiya səhifə edir onun seçkilərin dildə eyni dil öz prinsiplər mətn müqayisə heç məlumat edin haqqında dilində başqa mətnlə yalnız bütün göstərilir hələ olar yazın faylı birlikdə",
	"uz":      "va bir bu ham uchun bilan sifatida juda yana boʻlgan kabi keyin eng yoki ammo lekin emas har bor tomonidan biz siz qilish kerak ingliz saylov matn tarjima shu ushbu rahbariy tilidagi qanday texnologiya sahifa tilda uning u oʻz tamoyillar mumkin saylovlarning oladigan hech boshqa birga saylovlar tilida koʻrsatiladi hali eʼlon yozing til hamda borayotgan",
	"id":      "yang dan di ke dari untuk dengan ini itu adalah tidak pada dalam karena bisa akan oleh atau sudah telah juga saya kami kita mereka uang kapan namun saat anda bahwa bahasa pemilu halaman teks inggris pedoman terjemahan berkas setiap perusahaan dapat teknologi orang bagi jika tersebut integritas membaca apa belum ada bagian lembaga penyelenggara lebih suatu seseorang membandingkan cara memiliki",
	"ms":      "yang dan di ke dari untuk dengan ini itu adalah tidak pada dalam kerana boleh akan oleh atau sudah telah juga saya kami kita mereka wang bila ialah iaitu sahaja hendaklah bahawa anda pejabat",
	"vi":      "và của là các trong được cho này với một không có những để người khi đã từ về cũng đến như phải trên bản trang cử bầu văn quý vị công đó ngữ dịch ngôn bộ tiếng dẫn anh ra quan hướng trình chính thông tệp bằng đọc số doanh nghiệp biết",
	"sw":      "na ya wa kwa ni katika la za cha kuwa hii huo hiyo kama lakini yake wake watu au si sana pia baada kila ambayo ambao maandishi uchaguzi lugha ukurasa kiingereza miongozo jinsi faili kampuni tafsiri mtu teknolojia yako uadilifu zaidi mamlaka kuhusu pale kusoma kazi kurasa mkono pamoja hali maana bado ili tovuti kujua zana",
	"rw":      "na mu ku ya wa kandi ni muri kuri iyi uyu ariko cyangwa ko abantu kugira ngo bya cya rya byo nka ntabwo mbere nyuma no inyandiko uko ngenderwaho ubuhinduzi y’icyongereza rurimi amatora ipaji mirongo iyo by’ikoranabuhanga buri yose yo ibyo porogaramu matora paji zishinzwe ubunyangamugayo buryo ari umuntu urwo ifayili yerekeye gusa nta rubuga mwandike kuba ngombwa kumenya",
	"tl":      "ang ng sa na mga ay at para hindi ito kung may ni siya o pero kanilang lahat ako isang",
	// Cyrillic
	"ru": "и в не на что с по как это из у за от для но все или так же его только быть если они был также при когда чтобы которые который где выборов языке перевод вы английском текст этом она нужно файл к честности страницы то страница компаний избирательных английским этот странице этих ещё можно её кто их тем",
	"uk": "і в не на що з по як це із у за від для але всі або так його тільки бути якщо вони був також при коли щоб які який де та й є виборів сторінку мовою про керівні принципи ви текст переклад людина файл адміністрування лише хто її до англійською має яка англійським текстом ще цього а кожну",
	"be": "і ў не на што з па як гэта у за ад для але усе або так яго толькі быць калі яны быў таксама пры каб якія які дзе ды ёсць",
	"bg": "и в не на че с по как това от за но всички или така него само да ако те беше също при когато които който къде са се е ще език текст превод страница изборите компании един английския като страницата насоки почтеността човек тя всяка тези тази във файл органи технологичните чете този какво все до английски",
	"mk": "и во не на дека со по како ова од за но сите или така него само да ако тие беше исто при кога кои кој каде се е ќе што го текст ги ја англискиот јазик страницата компании страница насоки а секоја овие датотека изборите органи интегритет технолошките превод чита јазикот тоа сѐ може сте англиски уште до таа",
	"sr": "и у не на да са по како ово од за али сви или тако њега само ако они био такође при када који које где су се је ће о избора текст као која језик компаније превод страница што га смернице страницу енглеском енглески а није шта странице друго енглеским текстом страници још сте веб овај",
	"mn": "ба нь энэ тэр бол байна гэж гэсэн болон юм хэрэв бүр мөн ч дээр тухай байх болно ийм түүний өөр сонгуулийн англи бөгөөд хэлээр хэрхэн үү буй технологийн хүн хуудас байгаа нэг эсвэл шударга удирдамж хуудсыг бичвэр вэ тухайн аль файл өөрийн бичвэртэй бүхэлд таны үед олон орчуулга бүрийг уг хараахан вэб орчуулгын",
	"kk": "және бұл үшін мен бен де да деп болып бар емес осы оның сол болады немесе бойынша қалай барлық тек өз",
	"ky": "жана бул үчүн менен да деп болуп бар эмес ошол анын болот же боюнча кандай бардык гана өз",
	// Arabic
	"ar": "في من على إلى عن أن إن التي الذي هذا هذه ذلك كان لا ما أو ثم مع بعد قبل كل قد لم هو هي بين عند غير حتى التوجيهية الإنجليزي الصفحة المبادئ الانتخابية الانتخابات كيفية ولا التكنولوجيا أي صفحة النص نزاهة ترجمة الترجمة نفسها وإذا بالنص بعدُ يمكن الموقع تكون وما ومع",
	"fa": "در به از که این را با است برای آن یک خود تا بر هم نیز شده شود یا ما آنها باید کرد کند هر می های اگر بود دارد و متن انگلیسی زبان صفحه انتخابات انتخاباتی می‌کند چه ترجمه چگونه می‌شود کرده رهنمودها شرکت‌های فناوری کار کنید سلامت باشد تغییر نهادهای دیگری مقایسه آن‌ها هنگامی می‌توان صفحه‌ها صفحهٔ",
	"ur": "کے میں کا کی کو سے ہے ہیں اور پر نے کہ یہ اس وہ بھی کیا ایک جو تھا ہو لیے تو نہیں گا کر اپنے متن انتخابی زبان آپ انگریزی ان کیجیے کسی رہنما صفحہ کوئی ہر ساتھ یا کمپنیوں ترجمہ کیسے صفحے جاتا جائے فائل ٹیکنالوجی اصولوں",
	"ps": "د په او چې له سره دې نه ده دی هم یو څخه دا شي کې ته پر لپاره کوي دغه هغه",
	// Devanagari, Bengali, Ethiopic
	"hi": "के में का की को से है हैं और पर ने कि यह इस वह भी एक जो था हो लिए तो नहीं कर अपने या अनुवाद भाषा निर्वाचन पृष्ठ पाठ अंग्रेजी करें किसी जाता किया करने कंपनियों कोई हर साथ प्रौद्योगिकी व्यक्ति फाइल कैसे सत्यनिष्ठा उसे जब किए",
	"ne": "को मा र छ हो ले लाई गर्न यो त्यो पनि एक जो थियो हुन्छ छन् लागि तर छैन हरू भने गर्ने वा बाट भएको",
	"mr": "आहे आणि च्या मध्ये ला ने हे ही हा की तो ती ते या एक होते आहेत नाही पण साठी करून किंवा असे",
	"bn": "এবং ও এই একটি থেকে জন্য করে হয় না যে তা কিন্তু এর হবে তার সঙ্গে পর আছে বা করা যায় করতে আপনার করুন ইংরেজি কোনো নির্বাচন অনুবাদ প্রতিটি কীভাবে এটি প্রযুক্তি পাঠ ভাষা আপনি নির্বাচনি নির্দেশিকা পারেন এমন ব্যক্তি সেটি যা থাকে পৃষ্ঠার প্রয়োজন সহায়তা পড়তে পাঠের রয়েছে যাচাই ছোট",
	"as": "আৰু এই এটা পৰা বাবে কৰি হয় নহয় যে কিন্তু ইয়াৰ হব তাৰ লগত পিছত আছে বা কৰা",
	"am": "እና ነው ላይ ውስጥ ለ ወደ ይህ ግን ወይም እንደ ከ ያለ ሁሉ ጋር ናቸው በ የ ገጽ ጽሑፍ አንድ የምርጫ እንዴት ሰው ኩባንያዎች ነገር ጊዜ ቋንቋ አስተዳደር ትርጉም የጽሑፍ አካላት እያንዳንዱን ከእንግሊዝኛው በሙሉ ብቻ ምን ማለት ድረ ይህን እነዚህ እንዲሁም",
	"ti": "እዩ ኣብ እቲ ናይ ካብ ከም ግን ወይ ምስ ኩሉ እዮም እዚ ነቲ",
}

// vocabulary holds, for a locale, the words of the other languages of its script that are not its own.
type vocabulary struct {
	own    map[string]bool            // its own common words
	others map[string]map[string]bool // by language: words that the locale does not have
}

var vocabularies = kept[locale.Tag, *vocabulary]{make: makeVocabularyOf}

// scriptOfList returns the script of a list of commonWords.
func scriptOfList(code string) string { return locale.Tag(code).Script() }

// listOf returns the name of the list of commonWords for a locale.
func listOf(tag locale.Tag) string {
	if tag.Language() == "sr" && tag.Script() == "Latn" {
		return "sr-Latn"
	}
	if tag.Language() == "no" || tag.Language() == "nn" {
		return "nb"
	}
	return tag.Language()
}

// commonSet returns a list of commonWords as a set.
func commonSet(code string) map[string]bool { return commonSets.of(code) }

func makeCommonSet(code string) map[string]bool {
	m := set(commonWords[code])
	return m
}

var commonSets = kept[string, map[string]bool]{make: makeCommonSet}

// vocabularyOf returns the vocabulary of a locale, nil if its language has no list. Malay is not judged: its list holds what
// tells it from Indonesian, and no more.
func vocabularyOf(tag locale.Tag) *vocabulary { return vocabularies.of(tag) }

func makeVocabularyOf(tag locale.Tag) *vocabulary {
	code := listOf(tag)
	var v *vocabulary
	if list, known := commonWords[code]; known && code != "ms" && scriptOfList(code) == tag.Script() {
		v = &vocabulary{own: set(list), others: map[string]map[string]bool{}}
		for other, words := range commonWords {
			if other == code || scriptOfList(other) != tag.Script() {
				continue
			}
			foreign := set(words)
			for w := range v.own {
				delete(foreign, w)
			}
			v.others[other] = foreign
		}
	}
	return v
}

// neighbours are languages of which two words tell one from the other: they share nearly all others.
var neighbours = map[string]string{"id": "ms", "hr": "sr-Latn", "sr-Latn": "hr", "cs": "sk", "sk": "cs", "da": "nb", "nb": "da"}

// spelledLetters are ends of character references for letters, which cut words into pieces here.
var spelledLetters = []string{"acute;", "tilde;", "grave;", "circ;", "uml;", "cedil;", "&#"}

// thirdLanguage warns of a text in a language that is neither the source's nor the locale's.
func (c *checker) thirdLanguage() {
	if best := thirdLanguage(c.p.Source, c.p.Locale, c.p.Text, c.txt.own); best != "" {
		c.warn(OtherLanguage, 0, "translate it, or put it in <span lang=\""+best+"\"> if it must stay as it is", "this text seems to be %s: “%s”",
			locale.Tag(best).EnglishName(), short(c.p.Text))
		return
	}
	if code, text := strangeSentence(c.p.Source, c.p.Locale, c.txt.own); code != "" {
		c.warn(OtherLanguage, strings.Index(c.txt.own, text), "translate it, or put it in <span lang=\""+code+"\"> if it must stay as it is", "this sentence seems to be %s: “%s”",
			locale.Tag(code).EnglishName(), short(text))
	}
}

// thirdLanguage returns the code of another language than those of a source and a locale that a text is in, "" if nothing says
// so: the text has several of the common words of a language of the same script, and hardly any of the locale's own. prose is
// the text without what is in no language.
func thirdLanguage(source, t locale.Tag, text, prose string) string {
	v := vocabularyOf(t)
	if v == nil || weight(prose) < 20 || slices.ContainsFunc(spelledLetters, func(s string) bool { return strings.Contains(text, s) }) {
		return ""
	}
	seen := map[string]bool{}
	count := 0
	for w := range words(prose) {
		seen[strings.ToLower(w.text)] = true
		count++
	}
	ours := 0
	for w := range seen {
		if v.own[w] {
			ours++
		}
	}
	if count < 5 || 3*ours >= len(seen) {
		return "" // the usual case
	}
	best, hits := v.nearest(seen, listOf(source))
	if best == "" || hits < v.least(listOf(t), best) || 8*hits < count && hits < 5 {
		return ""
	}
	theirs := commonSet(best)
	for w := range seen {
		if v.own[w] && !theirs[w] {
			hits -= 2
		}
	}
	if hits <= 0 {
		return ""
	}
	return best
}

// nearest returns the language but the source's that has most of some words, and how many. Words of one letter say nothing.
func (v *vocabulary) nearest(seen map[string]bool, source string) (best string, most int) {
	for other, foreign := range v.others {
		if other == source {
			continue
		}
		hits := 0
		for w := range seen {
			if foreign[w] && utf8.RuneCountInString(w) > 1 {
				hits++
			}
		}
		if hits > most || hits == most && other < best {
			best, most = other, hits
		}
	}
	return best, most
}

// least returns how many words must speak for another language: more where its list is much longer than the locale's.
func (v *vocabulary) least(own, other string) int {
	switch {
	case neighbours[own] == other:
		return 2
	case len(v.others[other]) > len(v.own)+10:
		return 6
	}
	return 3
}
