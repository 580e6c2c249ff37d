package checks

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// modality is what a text says of an act, as a set.
type modality uint8

const (
	obliges    modality = 1 << iota // must
	permits                         // may
	bans                            // must not, is forbidden
	recommends                      // should, where the language tells it from must
	unclear                         // a word may say several of them
	denied                          // must or may stands beside a denial
)

// modalWords are the words of a language for each modality, in the notation of denials. What a language says in the same
// words for must and should stands under must.
type modalWords struct{ must, may, ban, should string }

// modals are the words by ISO 639 code. A word that is missing makes the check silent; one that says something else as
// well does so, too, where it stands beside a right one.
var modals = map[string]modalWords{
	"am": {
		must: "አለበት|አለባቸው|አለብዎት|አለብን|ይገባል|ግዴታ|የግድ|ይኖርበታል|ይጠበቅበታል|ይኖርባቸዋል|አለብህ|ይገባቸዋል|ያስፈልጋል",
		may:  "ይችላል|ይችላሉ|ትችላለህ|ይፈቀዳል|ተፈቅዷል|ተፈቅዶ|ይቻላል|መብት አለ|ትችላለች|እንችላለን",
		ban:  "የተከለከለ|ክልክል|ተከልክ|የለበትም|የለባቸውም|አይፈቀድ|አይችል|አይቻል|አይገባ|መከልከል|የለብዎትም|ይከለክላል",
	},
	"ar": {
		must: " يجب | ويجب | فيجب | يتعين | ويتعين | يتعيّن | يلزم | ينبغي | مطلوب | ملزم| إلزامي| لا بد | لابد | واجب | يتوجب | يشترط | يُشترط ",
		may:  " يجوز | ويجوز | يمكن | ويمكن | يُمكن | يمكنك | يمكنكم | يسمح | يُسمح | مسموح | يحق | ويحق | بإمكان| يستطيع | تستطيع | يستطيعون | مخول ",
		ban:  "ممنوع|محظور| يحظر | يُحظر | تحظر | ويحظر | يمنع | يُمنع | تمنع | حظر | محرم | محرّم | لا يجوز | لا يسمح | لا يُسمح | لا يمكن | لا يحق ",
	},
	"az": {
		must: "malıdır|məlidir|malısınız|məlisiniz|malıyıq| lazımdır | borclu| məcbur| tələb olunur | gərək| malı | məli ",
		may:  " bilər | bilərsiniz | bilərlər | icazə ver| icazəli | mümkün| olar | hüququ var | hüquqludur ",
		ban:  "qadağa| olmaz | yasaq|bilməz| icazə verilmir ",
	},
	"bg": {
		must: " трябва | длъжн| длъжен | задължен| задължител| необходимо | следва да | изисква се ",
		may:  " може | могат | можете | можем | позволен| позволява| разрешен| разрешава| има право | имат право | имате право | допуска се ",
		ban:  "забран| не бива | недопустим| не трябва | не може | не могат ",
	},
	"bn": {
		must: " অবশ্যই | বাধ্য| আবশ্যক|তে হবে | উচিত | বাধ্যতামূলক",
		may:  " পারে | পারেন | পারবে | পারবেন | পারি | অনুমতি আছে | অনুমোদিত | পারবো ",
		ban:  " নিষিদ্ধ| নিষেধ| বারণ | অনুমতি নেই",
	},
	"de": {
		must:   " muss | müssen | musst | müsst | muß | verpflichtet | vorgeschrieben | erforderlich | obligatorisch | zwingend ",
		may:    " darf | darfst | dürfen | dürft | kann | kannst | können | könnt | erlaubt | gestattet | zulässig | berechtigt | steht frei ",
		ban:    "verboten| untersagt | unzulässig| verbiete| darf nicht | dürfen nicht ",
		should: " sollte | sollten | solltest | solltet ",
	},
	"en": {
		must: " must | shall | have to | has to | had to | is required | are required | required to | obliged to | obligated to | is obligatory | is mandatory | are mandatory ",
		may:  " may | can | is allowed | are allowed | allowed to | is permitted | are permitted | permitted to | is entitled | are entitled | entitled to ",
		ban: " must not | mustn't | shall not | may not | cannot | can not | can't | not allowed | not permitted | never be | prohibited | forbidden | forbids | prohibits | is banned | are banned | must never " +
			"| may never | no one may | nobody may ",
		should: " should | ought to ",
	},
	"es": {
		must:   " debe | deben | debes | debemos | deberá | deberán | tiene que | tienen que | tienes que | hay que | obligatori| obligad| obliga | obligan | es preciso | es necesario | ha de | han de ",
		may:    " puede | pueden | puedes | podemos | podrá | podrán | pueda | puedan | permitid| está autorizad| tiene derecho | tienen derecho ",
		ban:    "prohib|prohíb| vedad| no debe | no deben | no puede | no pueden ",
		should: " debería | deberían | deberías | debiera ",
	},
	"fa": {
		must: " باید | بایستی | می‌بایست | ملزم | موظف | الزامی | اجباری ",
		may:  " می‌تواند | می‌توانند | می‌توانید | می‌توان | می تواند | می توانند | می توانید | مجاز | اجازه دار",
		ban:  " ممنوع| نباید | قدغن | غیرمجاز | مجاز نیست | اجازه ندار| نمی‌توان| نمی توان",
	},
	"fi": {
		must:   " täytyy | pitää | pakko | velvolli| on oltava | tulee | vaadit|pakolli",
		may:    " saa | saat | saavat | voi | voit | voivat | voidaan | voimme | sallit| sallii| lupa | oikeus ",
		ban:    "kiellet|kielt| ei saa | eivät saa | ei voi | eivät voi | älä | ei sallita ",
		should: " pitäisi | tulisi | kannattaa ",
	},
	"fr": {
		must:   " doit | doivent | devez | devons | devra | devront | faut | faudra | obligatoire| tenu de | tenus de | tenue de | tenues de | obligé| est requis | est requise | sont requis | sont requises ",
		may:    " peut | peuvent | pouvez | pouvons | pourra | pourront | pourrez | puisse| autorisé| permis de | est permis | est permise | sont permis | a le droit | ont le droit | avez le droit | facultati",
		ban:    "interdi|prohib|proscri| défendu| ne doit pas | ne doivent pas | ne peut pas | ne peuvent pas | ne devez pas | ne pouvez pas ",
		should: " devrait | devraient | devriez | devrions ",
	},
	"he": {
		must: " חייב | חייבים | חייבת | חייבות | צריך | צריכה | צריכים | צריכות | יש לה| נדרש| חובה | מחויב| מוכרח",
		may:  " רשאי | רשאים | רשאית | רשאיות | יכול | יכולה | יכולים | יכולות | מותר | מותרת | ניתן | שניתן | אפשר | שאפשר | זכאי| תוכל| יוכל",
		ban:  " אסור | ואסור | שאסור | אסורה | אסורים | אין ל| איסור | נאסר| אינו רשאי | לא רשאי | אינם רשאים ",
	},
	"hi": {
		must: " चाहिए| अनिवार्य| आवश्यक| ज़रूरी| जरूरी| अवश्य | बाध्य |.ना होगा |.नी होगी |.ने होंगे |.ना पड़ेगा ",
		may:  " सकता | सकते | सकती | सकेगा | सकेंगे | अनुमति है | अनुमति होगी | इजाज़त है | अनुमत ",
		ban:  " वर्जित| निषिद्ध| प्रतिबंधित| मनाही| मना है | निषेध| पाबंदी | अनुमति नहीं | इजाज़त नहीं ",
	},
	"hr": {
		must:   " mora | moraju | morate | moramo | dužan | dužna | dužni | obvez| potrebno je | treba | trebaju ",
		may:    " može | mogu | možete | možemo | smije | smiju | smijete | dopušten| dozvoljen| ima pravo | imaju pravo ",
		ban:    "zabran| ne smij| ne može | ne mogu | nije dopušt| nije dozvolj",
		should: " trebao | trebala | trebali | trebalo | trebale ",
	},
	"id": {
		must:   " harus| wajib| mesti| diwajibkan| diharuskan ",
		may:    " boleh | dapat | bisa | diizinkan | diperbolehkan | berhak | diperkenankan ",
		ban:    " dilarang| larangan| tidak boleh| terlarang| melarang| tidak dapat | tidak diizinkan ",
		should: " sebaiknya | seharusnya ",
	},
	"ja": {
		must: "なければなりません|なければならない|なければいけません|なければいけない|なくてはなりません|なくてはならない|ねばなりません|ねばならない|必要があ|べき|義務|必須",
		may:  "できます|できる|てもよい|てもいい|ても構|てもかま|可能です|許可され|許され|認められて|でき、",
		ban:  "てはいけ|てはなら|禁止|禁じ|できません|できない|べきでは|許可されていません|認められません|認められていません|不可",
	},
	"ka": {
		must: " უნდა | ვალდებულ| აუცილებელ| სავალდებულო",
		may:  " შეუძლია| შეიძლება | შეგიძლია| უფლება აქვ| ნებადართულ",
		ban:  "აკრძალ| დაუშვებ| ეკრძალ| არ შეიძლება | არ უნდა ",
	},
	"km": {
		must: "ត្រូវតែ|ចាំបាច់|តម្រូវឱ្យ|តម្រូវឲ្យ|កាតព្វកិច្ច|ត្រូវ",
		may:  "អាច|អនុញ្ញាតឱ្យ|អនុញ្ញាតឲ្យ|មានសិទ្ធិ",
		ban:  "ហាម|មិនអាច|មិនត្រូវ|មិនអនុញ្ញាត",
	},
	"ko": {
		must: "야 하|야 합|야 한|야만|필수|의무|필요합니|필요하|야 됩",
		may:  "수 있|허용|도 됩|도 된|도 좋",
		ban:  "금지|안 됩|안 된|안됩|안된|수 없|불가|금하",
	},
	"lt": {
		must:   " privalo| turi | turite | turime | reikia | būtina | privalom",
		may:    " gali | galite | galime | galima | galės | leidžiama | leista | turi teisę | turite teisę ",
		ban:    "draudžia|draust|draudim| negali | negalima | neleid",
		should: " turėtų | reikėtų | turėtumėte ",
	},
	"mk": {
		must: " мора | мораат | морате | треба | должн| должен | задолжител| обврзан",
		may:  " може | можат | можете | дозволен| смее | смеат | има право | имаат право ",
		ban:  "забран| не смее | не смеат | не може | не можат ",
	},
	"mn": {
		must: " ёстой| үүрэгтэй| хэрэгтэй| шаардлагатай| заавал ",
		may:  " болно| боломжтой| чадна| эрхтэй| зөвшөөрнө| зөвшөөрдөг",
		ban:  " хориг| хориотой| болохгүй | цээрл| зөвшөөрөхгүй| ёсгүй ",
	},
	"pt": {
		must:   " deve | devem | deverá | deverão | tem de | têm de | tem que | têm que | é preciso | é necessári| obrigatóri| obrigado a | obrigados a | obrigada a | obrigadas a ",
		may:    " pode | podem | poderá | poderão | possa | possam | permitid| autorizad| tem direito | têm direito | tem o direito | têm o direito ",
		ban:    "proibi|proíb| vedad| interdit| não deve | não devem | não pode | não podem ",
		should: " deveria | deveriam | devia | deviam ",
	},
	"ro": {
		must:   " trebuie | va trebui | vor trebui | obligator| obligat| are obligația | au obligația ",
		may:    " poate | pot | puteți | putem | poți | permis| autorizat| are dreptul | au dreptul | aveți dreptul ",
		ban:    "interzi|interzis|prohib| nu trebuie | nu poate | nu pot ",
		should: " ar trebui ",
	},
	"ru": {
		must: " должен | должна | должно | должны | обязан| необходимо | нужно | надо | следует | требуется | обязательн| надлежит ",
		may:  " может | могут | можете | можно | можем | сможет | смогут | разрешен| разрешён| разрешает| позволен| вправе | допускается | имеет право | имеют право | имеете право ",
		ban:  "запрещ|запрет|воспрещ| нельзя | недопустим| не должен | не должн| не может | не могут | не разреш| не допуска| не вправе ",
	},
	"rw": {
		must: ".gomba | ni ngombwa |tegetswe | ni itegeko ",
		may:  ".shobora |emerewe | byemewe ",
		ban:  "bujijwe| kirazira | ntibyemewe |ntagomba |ntibagomba |ntashobora |ntibashobora |ntiyemerewe |ntibemerewe ",
	},
	"si": {
		must: "යුතු|අනිවාර්ය",
		may:  "හැක|හැකි|පුළුවන්|අවසර ඇත|අවසර තිබේ",
		ban:  "තහනම්|නොහැක|නොයුතු|යුතු නැත|නොකළ යුතු|අවසර නැත",
	},
	"sk": {
		must:   " musí | musia | musíte | musíme | povinn| treba | je potrebné | je nutné ",
		may:    " môže | môžu | môžete | môžeme | smie | smú | možno | povolen| dovolen| oprávnen| má právo | majú právo ",
		ban:    "zakáz|zakaz| nesmie | nesmú | nemôže | nemôžu | nesmiete ",
		should: " mal by | mala by | malo by | mali by | by mal | by mala | by mali | by malo ",
	},
	"sr": {
		must: " мора | морају | морате | дужан | дужна | дужни | обавез| потребно је | треба | mora | moraju | morate | dužan | dužna | dužni | obavez| potrebno je | treba ",
		may:  " може | могу | можете | сме | смеју | дозвољ| има право | имају право | može | mogu | možete | sme | smeju | dozvolj| ima pravo | imaju pravo ",
		ban:  "забран|забрањ| не сме | не смеју | не може | не могу |zabran| ne sme | ne smeju | ne može | ne mogu ",
	},
	"sw": {
		must: " lazima | sharti | wajibu |paswa |takiwa | inabidi ",
		may:  ".naweza |.taweza | ruhusa |.naruhusiwa |.meruhusiwa ",
		ban:  " marufuku |haruhusiwi|hawaruhusiwi|hairuhusiwi|hauruhusiwi|katazwa|kataza| hawezi | hawawezi | haiwezi | hapaswi | hawapaswi | haipaswi ",
	},
	"ta": {
		must: "வேண்டும்|கட்டாயம்|அவசியம்|கட்டாயமாக",
		may:  "லாம்|முடியும்|அனுமதி உண்டு|அனுமதிக்கப்படு|அனுமதிக்கப்பட்டு|இயலும்",
		ban:  "கூடாது|தடைசெய்|தடை செய்|தடை விதி|முடியாது|அனுமதி இல்லை|அனுமதியில்லை",
	},
	"tr": {
		must: "malı |malıdır|malısın|malıyız|melidir|melisin|meliyiz|malılar|meliler| etmeli | olmalı | vermeli | zorunlu| zorunda| mecbur|gerekir|gerekiyor|gereklidir|yükümlü",
		may:  "abilir|ebilir| izin verilir | izin veriliyor | serbesttir | hakkı vardır | hakkına sahip",
		ban:  " yasak|amaz |emez |amazlar|emezler|amazsın|emezsin|mamalı|memeli| izin verilmez| izin verilmiyor| yasaktır",
	},
	"uk": {
		must: " повинен | повинна | повинні | повинно | мусить | мусять | має бути | мають бути | зобов| необхідно | потрібно | треба | слід | обовʼязков| обов'язков",
		may:  " може | можуть | можете | можна | можемо | зможе | зможуть | дозволен| дозволяє| дозволя| вправі | має право | мають право | маєте право | допускається ",
		ban:  "заборон| не можна | не слід | не повин| не може | не можуть | не дозвол| не допуска|неприпустим",
	},
	"ur": {
		must: " چاہیے| لازم| ضروری ہے | لازمی | کرنا ہوگا | کرنا ہو گا | کرنی ہوگی | کرنے ہوں گے |نا ہوگا |نا ہو گا |نا پڑے گا ",
		may:  " سکتا | سکتے | سکتی | اجازت ہے | مجاز ",
		ban:  " ممنوع| منع | ممانعت| اجازت نہیں ",
	},
	"uz": {
		must: " kerak| shart| lozim| majbur| zarur| talab qilinadi ",
		may:  " mumkin| ruxsat etil| ruxsat beril| haqli|a oladi |a olasiz |a oladilar |huquqiga ega",
		ban:  "taqiqlan| mumkin emas | ruxsat berilmaydi | ruxsat etilmaydi | man etil|olmaydi ",
	},
	"vi": {
		must: " phải | bắt buộc | có nghĩa vụ ",
		may:  " có thể | được phép | được quyền | có quyền ",
		ban:  " cấm | nghiêm cấm | không được | không thể | không được phép ",
	},
	"zh": {
		must: "必须|必須|务必|務必|应当|應當|应该|應該|须|須|有义务|有義務",
		may:  "可以|可|允许|允許|能够|能夠|有权|有權|准许|准許",
		ban:  "禁止|不得|不准|不許|不许|严禁|嚴禁|不可|不能|不应|不應|不允许|不允許|请勿|請勿|不须|不須",
	},
}

// openModals are words that say something between must and may, or either by their context, by ISO 639 code. A sentence
// with one of them is not judged.
var openModals = map[string]string{
	"bg": " нужда| биха | възможн", "de": " brauch| nötig | notwendig | könnte | könnten | würde | möglich| benötig", "en": " need | needs | needed | require | requires | might | could | would | able to | possible | possibly " +
		"| necessary | essential | supposed | wants | want ", "es": " necesit| podría| posible", "fa": " نیاز | لازم | لازمی | ممکن | ضروری ", "fi": " tarvit| voisi| tarvitse| mahdolli", "fr": " nécessaire| besoin | pourrait| pourraient | possible| nécessit",
	"he": " צורך | עלול | עשוי | ייתכן ", "hi": " ज़रूरत | जरूरत | आवश्यकता | संभव ", "id": " perlu| mungkin | mampu ", "ja": "かもしれ|可能性", "ko": "가능", "lt": " galbūt | įmanoma ", "pt": " poderia| possível ", "ro": " nevoie | posibil| ar putea ",
	"ru": " возможно | потреб", "sk": " mohl", "tr": " ihtiyaç| olası", "uk": " можлив", "vi": " cần | có lẽ ", "zh": "需要|需|可能|要|应|應", "sr": " moguć| могућ", "hr": " moguć| mogl",
}

// innocentModals are words that have a part like one of modals and say something else.
var innocentModals = map[string]*strings.Replacer{
	"en": strings.NewReplacer("may need", "", "may have to", "", "may want", "", "can only", "", "may only", "", "as you can", "", "we can.", "", "'d have to", " would have to", "can be found", "", "should you", "", "should they", ""),
	"he": strings.NewReplacer("יש לך", "", "יש לכם", "", "יש לו ", "", "יש לה ", "", "יש להם", "", "יש לי ", "", "יש לנו", ""),
	"ja": spaces("不可欠 可能性 不可能"),
	"ko": strings.NewReplacer("아니라", " ", "어떻게 해야", " "), // how can I
	"tr": strings.NewReplacer("korumalı ", " ", "aşamalı ", " ", "uygulamalı ", " ", "karşılaştırmalı ", " ", "açıklamalı ", " ", " temeli", " ", "kademeli ", " "),
	"km": spaces("ត្រូវបាន ត្រឹមត្រូវ"),
	"zh": spaces("方可 才可 可见 可見 许可 許可 认可 認可 可靠 可信 可持续 可持續 可访问 可用 可读 可讀 不可或缺 不可分割 缺一不可 不可避免 可供 可行 可疑 可观 可觀 重要 主要 首要 摘要 应用 應用 响应 響應 相应 相應 供应 供應 对应 對應 反应 反應"),
}

// modalPatterns are modals, taken apart when first asked for.
type modalPatterns struct{ must, may, ban, should, open phrases }

var modalTables = kept[string, *modalPatterns]{make: makeModalsOf}

func modalsOf(language string) *modalPatterns { return modalTables.of(language) }

func makeModalsOf(language string) *modalPatterns {
	w, known := modals[language]
	if !known {
		return nil
	}
	p := &modalPatterns{must: phrasesIn(w.must), may: phrasesIn(w.may), ban: phrasesIn(w.ban), should: phrasesIn(w.should), open: phrasesIn(openModals[language])}
	return p
}

// smallLetters returns a text for [phrases]: in small letters, with straight apostrophes, without what only looks like one
// of the words.
func smallLetters(prose string, innocent *strings.Replacer) string {
	text := strings.ReplaceAll(strings.ToLower(prose), "’", "'")
	if innocent != nil {
		text = innocent.Replace(text)
	}
	return text
}

// modalityOf returns what a text obliges to, permits, bans or recommends, and how often it does so. A must or may beside a
// denial counts by itself: it forbids in one language and leaves free in another.
func modalityOf(language, prose string) (m modality, times modalCount) {
	m, times, _ = modalityIn(language, prose)
	return m, times
}

// modalityIn returns the same, and the rest of the text.
func modalityIn(language, prose string) (m modality, times modalCount, text string) {
	p := modalsOf(language)
	if p == nil {
		return 0, times, ""
	}
	text = smallLetters(prose, innocentModals[language])
	count := func(kind modality, found [][2]int) {
		if len(found) > 0 {
			m |= kind
			times[kind] += len(found)
		}
	}
	take := func(found [][2]int) {
		rest := []byte(text)
		for _, f := range found {
			cover(rest, f[0], f[1])
		}
		text = string(rest)
	}
	found := p.ban.all(text)
	count(bans, found)
	take(found)
	found = p.should.all(text)
	count(recommends, found)
	take(found)
	if p.open.in(text) {
		m |= unclear
	}
	musts, mays := p.must.all(text), p.may.all(text)
	take(append(slices.Clone(musts), mays...))
	beside := denialsBeside(language, text, append(slices.Clone(musts), mays...))
	free := func(at [2]int) bool { _, found := beside[at[0]]; return !found }
	count(denied, slices.DeleteFunc(append(slices.Clone(musts), mays...), free))
	isDenied := func(at [2]int) bool { return !free(at) }
	count(obliges, slices.DeleteFunc(musts, isDenied))
	count(permits, slices.DeleteFunc(mays, isDenied))
	take(slices.Collect(maps.Values(beside)))
	return m, times, text
}

// denialsBeside returns the denials that stand a few letters from some places of a text and before the next of them, by where the
// places begin.
func denialsBeside(language, text string, places [][2]int) map[int][2]int {
	if len(places) == 0 {
		return nil
	}
	ahead := 12
	if language == "de" { // "nicht" stands at the end of its clause
		ahead = 60
	}
	denials := denialTables.of(language).all(text)
	slices.SortFunc(places, func(a, b [2]int) int { return a[0] - b[0] })
	out := map[int][2]int{}
	for i, at := range places {
		from, to := back(text, at[0], 12), forth(text, at[1], ahead)
		if i+1 < len(places) {
			to = min(to, max(at[1], places[i+1][0]))
		}
		if k := slices.IndexFunc(denials, func(d [2]int) bool { return d[0] >= from && d[1] <= to }); k >= 0 {
			out[at[0]] = denials[k]
		}
	}
	return out
}

// modalCount is how often a text has each modality.
type modalCount [denied + 1]int

// back and forth return the place some characters before or behind another, within the sentence.
func back(text string, at, n int) int {
	for ; n > 0 && at > 0; n-- {
		r, size := utf8.DecodeLastRuneInString(text[:at])
		if isStop(r) {
			break
		}
		at -= size
	}
	return at
}

func forth(text string, at, n int) int {
	for ; n > 0 && at < len(text); n-- {
		r, size := utf8.DecodeRuneInString(text[at:])
		if isStop(r) {
			break
		}
		at += size
	}
	return at
}

func isStop(r rune) bool { return strings.ContainsRune(".!?;:,。！？；，、،؛؟।՝።၊", r) }

func (m modality) single() bool { return m != 0 && m&(m-1) == 0 && m < unclear }

func (m modality) says() string {
	switch m {
	case obliges:
		return "says that something must be done"
	case permits:
		return "says that something may be done"
	case bans:
		return "forbids something"
	}
	return "recommends something"
}
