package checks

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/locale"
)

// sentenceWords are more words by ISO 639 code, beside [commonWords], by which a single sentence is known that stands among
// others: those of everyday texts of authorities, of which a sentence has some.
var sentenceWords = map[string]string{
	"en": "over was off one two about into than then no only more any file called usually root when what how who use used up out we he she if but also after before between during under who day days year years vote must may should would could each every all its our us her his him there here been being did does get got had",
	"es": "sin sobre hasta desde entre cualquier quien donde hay está están fue fueron sido durante después antes día días año años mesas votación voto votar votantes papeleta papeletas oficina personas debe deben otro otra otros nuestro ya solo sólo porque usted mismo misma resultados publican plazo responde recibo guarde pida copia encuentra tribunal decide abiertas sus su le les me he has esto te da mi tu",
	"pt": "sem sobre até desde entre qualquer quem onde há está estão foram sido durante depois antes dia dias ano anos mesas votação voto votar eleitores boletim boletins deve devem outro outra outros já só porque mesmo mesma resultados publicados prazo responde recibo guarde peça cópia fica tribunal decide abertas nossa você vocês nem pelos pelas num numa após lhe ela ele elas eles",
	"gl": "sen sobre ata dende entre calquera quen onde hai está están foron durante despois antes día días ano anos votación voto votar papeleta oficina persoa persoas debe deben outro outra nun nunha xa só porque mesmo resultados publícanse prazo responde recibo garde demostra pida copia súa contada pode obxección",
	"ca": "sense sobre fins entre qualsevol qui on hi està estan va durant després abans dia dies any anys votació vot votar papereta oficina persona persones ha han altre altra ja només perquè mateix resultats publiquen termini respon cada rebut guardeu demostra vostra demaneu còpia comptada comissió objecció",
	"fr": "sans sur dans entre quelque quiconque où été durant pendant après avant jour jours an ans année vote voter électeurs bulletin bulletins bureau bureaux doit doivent autre autres notre nos déjà seulement parce même mêmes résultats publiés délai répond reçu conservez demandez copie trouve tribunal aussi très tout tous toute toutes peuvent si lors afin celui ainsi qu'il d'un d'une eux",
	"it": "senza tra fra ogni qualsiasi chiunque dove c'è stato stata stati state durante dopo prima giorno giorni anno anni voto votare elettori scheda schede ufficio uffici deve devono possono altro altra altri nostro già solo perché stesso stessa risultati pubblicati entro risponde ricevuta conservate dimostra chiedete copia trova tribunale decide pubblico aperti aperte vostra vostro loro tutti tutte quando dai dagli negli nei nello alle agli allo sul sulla ricorsi esaminati seggi seggio obiezione iscritto commissione contata presentare qualche hai ha da se te mi ti",
	"ro": "fără până între orice oricine unde timp după înainte zi zile zilei an ani vot vota votare alegători buletin buletinul buletine birou biroul trebuie pot alte alt altă noastră deja doar același rezultatele publică termen răspunde chitanța păstrați cereți copie află instanța hotărăște secțiile deschise ai unei unui ei ea lor",
	"de": "ohne bis zwischen jede jeder jedes jedem wo wurde wurden während vor tag tage tagen jahr jahre jahren wahl wählen wähler stimmzettel wahllokal wahllokale büro muss müssen dürfen darf andere anderen unser schon nur weil ergebnisse veröffentlicht innerhalb beantwortet quittung bewahren kopie befindet gericht entscheidet öffentlich geöffnet sollte sollten damit unter gegen durch hier sehr mehr alle allen wer was ihren ihrem ihr wir uns ich man so",
	"nl": "zonder over tot tussen elke elk ieder iedereen waar werd werden tijdens na dag dagen jaar jaren stemming stemmen kiezers stembiljet stembureau stembureaus kantoor moet moeten mogen mag andere onze al alleen omdat uitslagen gepubliceerd binnen beantwoordt bezwaar bewaar bewijst vraag kopie vindt rechtbank beslist openbaar geopend geen wel hun haar zij wij hij waarom hoe wie zoals onder tegen geteld schriftelijk maken behandeld verdieping",
	"sv": "utan mellan varje vem somhelst helst var efter före inom dag dagar dagen år röst rösta väljare röstsedel kontor måste får andra vår redan bara därför samma resultaten offentliggörs besvarar spara visar din ditt be kopia domstolen beslutar öppna öppen finns detta dessa han hon räknats vilket alla mycket",
	"da": "uden mellem hver hvem enhver var efter før inden dag dage år stemme vælgere stemmeseddel kontor skal må andre vores allerede kun derfor samme resultaterne offentliggøres besvarer gem viser din bed kopi retten afgør åbne åben findes dette disse han hun blevet hvilket alle meget",
	"nb": "uten mellom hver hvem enhver var etter før innen dag dager år stemme velgere stemmeseddel kontor skal må andre vår allerede bare derfor samme resultatene offentliggjøres besvarer viser din be kopi retten avgjør åpne åpen finnes dette disse han hun blitt hvilket alle mye",
	"pl": "bez między każdy każda każde każdym gdzie był była było po przed dni dnia lat rok głosowania głosowanie wyborca wyborcy karta lokal lokale biurze musi może mogą inne już tylko ponieważ wyniki publikowane ciągu odpowiada zachować potwierdza kopię można poprosić sąd decyduje otwarte została został proszę ich jest piśmie złożyć",
	"cs": "bez mezi každý každou kde byl byla bylo před dnů dne den let rok hlasování hlasovací volič voliči úřad kanceláři musí může mohou jiné jen protože výsledky zveřejňují odpovídá komise uchovávejte dokazuje kopii můžete požádat soud rozhoduje otevřené písemnou kdokoli váš vaše jejich",
	"sk": "bez medzi každý každú kde bol bola bolo pred dní dňa deň rokov rok hlasovanie hlasovací volič voliči úrad kancelárii musí môže môžu iné len pretože výsledky zverejňujú odpovedá komisia uchovávajte dokazuje kópiu môžete požiadať súd rozhoduje otvorené váš vaše ich",
	"hr": "bez između svaki svatko gdje bio bila prije poslije nakon dan dana godina godine glasovanje glasovanja birač birači listić biralište ured uredu mora može mogu drugi samo jer rezultati objavljuju roku odgovara povjerenstvo čuvajte dokazuje zatražite presliku sud odlučuje otvorena vaš bilo kojem",
	"hu": "minden bárki bármelyik hol volt után előtt belül nap napon évig év szavazás szavazó szavazólap szavazólapját iroda irodában kell lehet kérhet más csak mert eredményeket közzéteszik bizottság válaszol őrizze bizonyítja másolatot bíróság dönt nyitva hogy ezt írásban",
	"fi": "ilman välillä jokainen kuka tahansa missä oli jälkeen ennen päivää päivän vuotta vuoden äänestys äänestyksen äänestäjä äänestyslippu toimisto toimistosta täytyy voivat muut vain koska sama tulokset julkaistaan kuluessa vastaa säilytä kopio tuomioistuin päättää avoinna",
	"tr": "herkes herhangi nerede önce süre gün günü yıl oy oylama oylamadan seçmen sandık sandıklar görevli gerekir başka sadece yalnızca çünkü sonuçlar yayımlanır içinde yazılı itiraz itiraza komisyon yanıtlar makbuzu saklayın kopya isteyebilirsiniz bulunur mahkeme karar verir açıktır edebilir olabilir eder bütün tüm ise diye üzere göre sizin size bize onu ona",
	"az": "hamı istənilən harada əvvəl müddət gün günü il səs səsvermə səsvermədən seçici məntəqə məntəqələri lazımdır çünki nəticələr dərc olunur ərzində yazılı etiraz etiraza komissiya cavab verir saxlayın surət bilər bilərsiniz istəyə məhkəmə qərar açıq edə sayıldığını sübut isə görə sizin",
	"uz": "istalgan qayerda oldin keyin kun kuni yil ovoz ovoz berish saylovchi byulleten idora idoradan mumkin faqat chunki natijalar eʼlon qilinadi ichida yozma eʼtiroz komissiya javob beradi saqlang nusxa soʻrashingiz sud qaror ochiq isbotlaydi bildirishi qilinadi",
	"id": "siapa pun mana sebelum setelah selama hari tahun suara pemilih pemungutan kantor harus boleh lain hanya sama hasil diumumkan waktu keberatan tertulis menjawab simpan minta mintalah salinan berada pengadilan memutuskan terbuka buka tanpa antara sampai hingga sangat semua kepada daripada tempat memilih",
	"ms": "sesiapa mana sebelum selepas selama hari tahun undi pengundi pengundian mengundi pejabat mesti perlu lain sama keputusan diumumkan tempoh bantahan bertulis suruhanjaya menjawab simpan minta salinan terletak mahkamah membuat terbuka dibuka tanpa antara sehingga sangat semua kepada daripada tempat dikira kertas tingkat ialah iaitu hendaklah borang ke",
	"sw": "yeyote kabla siku miaka kura wapiga kituo vituo ofisi lazima anaweza wanaweza nyingine tu sababu matokeo hutangazwa ndani tume hujibu hifadhi risiti omba nakala mahakama huamua hadharani hufunguliwa wakati yoyote ikiwa bila kati hadi wote zote mwenye iko saa cha vya vyote",
	"rw": "mu umuntu wese ashobora minsi imyaka biro byose saba bika bitangazwa isubiza yemeza ijwi ryawe",
	"tl": "sinuman ay maaaring nang loob araw bawat komisyon itago resibo nito iyong balota humingi kopya alinmang tanggapan dapat maaari wala mula hanggang bago",
	"vi": "hãy quý vị phiếu lá rằng bất kỳ nào sau ngày năm cơ quan phải trong vòng đều",
	"ru": "без между каждый каждое любой любом где был была после до день дня дней год лет голосования голосование бюллетень бюллетени участок участки отделение отделении должны может могут другой потому результаты публикуются течение отвечает комиссия храните копию получить суд принимает решение открыты вас ваш этот эта эти него неё ей им подать виде подтверждает подсчитан человек каждого можно она он",
	"uk": "без між кожен кожне будь де був була після до день дня днів рік років голосування бюлетень бюлетені дільниці відділення відділенні повинні може можуть інший лише тому результати публікуються протягом відповідає комісія зберігайте копію отримати суд ухвалює рішення відкриті вас ваш цей ця ці його її їх їм чи подати вона він підраховано підтверджує хто",
	"be": "без паміж кожны кожнае любы любым дзе быў была пасля дзень дзён год гадоў галасавання бюлетэнь аддзяленні павінны можа могуць іншы толькі таму вынікі публікуюцца працягу адказвае камісія захоўвайце копію атрымаць яна пацвярджае ваш можна падаць",
	"bg": "без между всеки всяко всяка където беше след преди ден дни година години гласуване гласуването бюлетина бюлетината секция служба трябва може могат друг защото резултатите публикуват срок отговаря комисията пазете поискайте копие съдът решава отворени вашата ви тя доказва преброена",
	"mk": "без меѓу секој секоја каде беше пред ден дена година години гласање гласањето ливче мора можат друг затоа резултатите објавуваат рок одговара комисијата чувајте побарајте копија судот одлучува отворени вашето",
	"sr": "без између сваки сваког свако где био после пре дан дана година године гласање гласања листић мора може могу други јер резултати објављују року одговара комисија чувајте затражите копију суд одлучује отворена ваш она доказује поднесе било којој",
	"ar": "كل أي قبل بعد خلال يوم يوما أيام سنة سنوات التصويت الاقتراع ورقة أوراق مكتب يجب يجوز آخر فقط لأن نفس النتائج تُنشر تنشر لأي شخص يعترض اللجنة احتفظ نسخة يقع المحكمة تفتح لمدة منهم",
	"fa": "کس پیش پس ظرف روز سال رأی رأی‌گیری برگه برگهٔ دفتر دفتری می‌تواند می‌توانند دیگر فقط زیرا همان نتایج منتشر می‌شوند کمیسیون پاسخ می‌دهد نگه دارید رونوشت دادگاه تصمیم می‌گیرد باز هستند شما آنان بخواهید نشان",
	"ur": "شخص پہلے بعد اندر دن سال ووٹ ووٹنگ بیلٹ دفتر چاہیے سکتا سکتے سکتی دیگر صرف کیونکہ نتائج شائع جاتے کمیشن جواب دیتا رکھیں نقل عدالت فیصلہ کرتی کھلے رہتے ہوتا ہوتے ہوتی تک بھی",
	"ps": "څوک کولای وکړي ورځو کاله رایه رایې دفتر باید وروسته مخکې پایلې کمیسیون ځواب ورکوي وساتئ ستاسو وغواړئ دی دي کېږي پورې لري هرې ښيي",
	"he": "של את על לא הוא היא הם כל זה זו עם או גם אם כי אשר יש אין בין לפני אחרי לאחר ביום בתוך רשאי יכול יכולים חייב צריך אדם שנים ימים הצבעה ההצבעה קלפי משרד עותק התוצאות הוועדה בית המשפט לכם שלכם אתם להיות היה היו יותר רק כך כדי אך לכל ידי",
	"yi": "די דער דאָס און איז נישט ניט מיט אויף פֿאַר פאַר פֿון פון אין צו אַז זיך זי ער מען וועט קען קענען האָבן האָט ווערן געוואָרן יעדער יעדן אייער בײַ נאָך אויב אָדער מענטש יאָר טעג",
	"hi": "व्यक्ति पहले बाद भीतर दिन दिनों साल वर्ष मतदान मतपत्र कार्यालय चाहिए सकता सकते सकती अन्य केवल क्योंकि परिणाम प्रकाशित जाते आयोग उत्तर देता रखें प्रति न्यायालय निर्णय करता करती खुले रहते आप आपका होता होती होते उन्हें तक लिखित आपत्ति",
	"mr": "प्रत्येक कोणीही कोणत्याही व्यक्ती आधी नंतर आत दिवस दिवसांच्या वर्षे मतदान मतपत्रिका कार्यालय कार्यालयात पाहिजे शकतो शकते शकतात इतर फक्त कारण निकाल प्रकाशित जातात केले केली आयोग उत्तर देतो ठेवा प्रत तुमची तुमचे न्यायालय निर्णय घेतो घेऊ येते येतो असते असतात करते गेली मागता",
	"ne": "हरेक जोसुकैले जुनसुकै व्यक्ति अघि पछि भित्र दिन दिनभित्र वर्ष वर्षसम्म मतदान मतपत्र कार्यालय कार्यालयमा पर्छ सक्छ सक्छन् सकिन्छ अन्य मात्र किनभने नतिजा प्रकाशित गरिन्छ गर्छ आयोगले जवाफ दिन्छ राख्नुहोस् प्रतिलिपि तपाईंको तपाईं अदालतले निर्णय यसले गर्नुहोस् माग्न लिखित आपत्ति रूपमा",
	"bn": "কেউ আগে পরে মধ্যে দিন দিনের বছর ভোট ভোটের ব্যালট কার্যালয় কার্যালয়ে পারেন পারে অন্য শুধু কারণ ফলাফল প্রকাশ কমিশন উত্তর দেয় রাখুন রেখে দিন অনুলিপি আদালত সিদ্ধান্ত খোলা থাকেন আপনার হয়েছে",
	"as": "যিকোনো প্ৰতিটো আগতে ভিতৰত দিনৰ বছৰ কাৰ্যালয়ত পাৰে কৰিব লাগিব প্ৰকাশ আয়োগে উত্তৰ দিয়ে ৰাখক প্ৰতিলিপি আপোনাৰ হৈছে প্ৰমাণ ই",
}

// spellings are letters that words of a language have and those of most others have not, by ISO 639 code.
var spellings = map[string]string{
	"es": "ción ciones ñ", "pt": "ção ções ã õ nh lh ç ê", "gl": "ción cións ñ", "ca": "ç l·l ció ò", "fr": "eux eaux œ ê û è ç", "it": "zione zioni ità tto tta ggi zz ò ù", "ro": "ț ș ţ ă ului ilor â î",
	"nl": "ij aa oo uu cht", "de": "sch ung ß ä ö ü", "sv": "å ä ö tta tto", "da": "å ø æ", "nb": "å ø æ", "fi": "ä ö kk uu aa oo ii yy tta tto", "et": "õ ä ö ü aa oo uu", "hu": "ő ű gy sz ö ü á tta tto",
	"pl": "ł ą ę ś ż ź ć ń rz cz", "cs": "ř ě ů č š ž ý", "sk": "ľ ô ŕ ť č š ž ý", "sl": "č š ž", "hr": "č ć đ š ž", "lt": "ė ų į ū ą ę š ž č", "lv": "ā ē ī ū ķ ļ ņ š ž", "tr": "ı ğ ş ç ö ü tta tto aa", "az": "ə ı ğ ş ç ö ü tta",
	"vi": "đ ư ơ ạ ế ộ ủ ả ề ậ ị ố ấ ă â ê ô ã õ ò è ù", "sw": "aa oo uu ii", "rw": "aa", "tl": "aa oo",
	"ru": "ы э ё ъ", "uk": "і ї є ґ", "be": "ў і ё ы э", "bg": "ъ щ ият ията", "mk": "ќ ѓ ѕ ј љ њ", "sr": "ђ ћ ј љ њ џ", "mn": "ө ү ы э ё", "kk": "ә ғ қ ң ө ұ ү і ы", "ky": "ң ө ү ы э",
	"ar": "ة ي ك أ إ ى", "fa": "پ چ ژ گ ک ی", "ur": "ٹ ڈ ڑ ں ے ہ ھ پ چ گ ک ی", "ps": "ټ ډ ړ ږ ښ ګ ڼ ې ځ څ ۍ پ چ ک ی",
	"yi": "אַ אָ פֿ ײַ װ ױ ײ", "mr": "ळ च्या ऱ्य", "ne": "्छ हरू नुहोस्", "as": "ৰ ৱ",
}

// speech is what a language is known by in a sentence.
type speech struct {
	words     map[string]bool
	spellings []string
}

var speeches = kept[string, *speech]{make: makeSpeech}

// makeSpeech takes the words of small numbers with the others: a sentence of an authority often has one.
func makeSpeech(code string) *speech {
	s := &speech{set(commonWords[code] + " " + sentenceWords[code]), strings.Fields(spellings[code])}
	for _, w := range locale.Tag(code).NumberWords() {
		if w.Value >= 2 && w.Value <= 100 && !w.Ordinal && utf8.RuneCountInString(w.Words) >= 3 {
			s.words[w.Words] = true
		}
	}
	return s
}

// speechCodes returns the languages of which sentences are known and that are written in a script, sorted.
func speechCodes(script string) []string { return speechesOfScript.of(script) }

var speechesOfScript = kept[string, []string]{make: func(script string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(sentenceWords)), func(code string) bool { return scriptOfList(code) != script })
}}

// has reports whether a word is of a language, and whether by its spelling alone.
func (s *speech) has(w string) (is, bySpelling bool) {
	if utf8.RuneCountInString(w) < 2 {
		return false, false
	}
	if s.words[w] {
		return true, false
	}
	spelled := slices.ContainsFunc(s.spellings, func(part string) bool { return strings.Contains(w, part) })
	return spelled, spelled
}

// strangeSentence returns the code of the language of a script that a sentence is in, if it is neither the source's nor the
// locale's, and the sentence; "" where nothing says so.
func strangeSentence(source, t locale.Tag, prose string) (code, text string) {
	own := listOf(t)
	if sentenceWords[own] == "" || own == "ms" || t.Script() != scriptOfList(own) { // Malay shares most words with Indonesian
		return "", ""
	}
	for at := 0; at < len(prose); {
		end := sentenceEnd(prose, at)
		if code := speechOf(listOf(source), own, t.Script(), prose[at:end]); code != "" {
			return code, strings.TrimSpace(prose[at:end])
		}
		at = end
	}
	return "", ""
}

// sentenceEnd returns where a sentence ends, as far as marks tell: what an abbreviation cuts off is too short to be judged.
func sentenceEnd(prose string, from int) int {
	for i, r := range prose[from:] {
		switch r {
		case '.', '!', '?', '؟', '۔', '।':
			if next := from + i + utf8.RuneLen(r); next == len(prose) || prose[next] <= ' ' {
				return next
			}
		}
	}
	return len(prose)
}

// speechOf returns the language that a sentence is in, "" for its own: a quarter of its words are the other language's alone, and
// hardly one is its own alone. Names, which begin with a capital, say nothing.
func speechOf(source, own, script, sentence string) string {
	mine := speeches.of(own)
	var list []string
	known := 0
	for w := range words(sentence) {
		r, size := utf8.DecodeRuneInString(w.text)
		if size == len(w.text) || unicode.IsUpper(r) && w.off >= 3 || codeLike(sentence, w) {
			continue
		}
		lower := strings.ToLower(w.text)
		if strings.Contains(lower, "’") {
			lower = strings.ReplaceAll(lower, "’", "'")
		}
		list = append(list, lower)
		if mine.words[lower] {
			known++
		}
	}
	if len(list) < 4 || 2*known >= len(list) || weight(sentence) < 12 {
		return "" // the usual case
	}
	slices.Sort(list)
	list = slices.Compact(list)
	best, most := "", 0
	for _, code := range speechCodes(script) {
		if code == own || code == source {
			continue
		}
		its := speeches.of(code)
		theirs, ours := countWords(list, its, mine, speeches.of(source)), countWords(list, mine, its)
		hits, against := theirs.words+theirs.spelled, ours.words+ours.spelled
		if theirs.words > 0 && hits >= 2+2*against && 4*hits >= len(list) && hits > most {
			best, most = code, hits
		}
	}
	return best
}

// speechCount is how many words of a sentence are of a language, by their list and by their spelling alone.
type speechCount struct{ words, spelled int }

// countWords counts the words that are of one language and not of some others.
func countWords(list []string, of *speech, not ...*speech) (n speechCount) {
	for _, w := range list {
		is, bySpelling := of.has(w)
		if !is || slices.ContainsFunc(not, func(o *speech) bool {
			other, otherwise := o.has(w)
			return other && (bySpelling || !otherwise)
		}) {
			continue
		}
		if bySpelling {
			n.spelled++
		} else {
			n.words++
		}
	}
	return n
}
