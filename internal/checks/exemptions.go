package checks

import (
	"regexp"
	"strings"
)

// exemptions are patterns of what languages say of what need not be done, by ISO 639 code. Some of them forbid it as well, which is
// no less the opposite of a duty. A language without one is not judged.
var exemptions = map[string]string{
	"am": "አያስፈልግ|አያስፈልጋ|አይገደድ|ግዴታ አይደለም|ግዴታ የለ",
	"ar": "لا (?:يلزم|يجب|حاجة|يحتاج|يشترط|يُشترط|داعي|يتعين)|لي(?:س|ست|سوا) .{0,24}(?:ملزم|مطلوب|ضروري|واجب|إلزامي)|غير (?:ملزم|مطلوب|ضروري|إلزامي)|اختياري|ليس علي",
	"az": "(?:məcbur|məcburi|lazım|vacib|borclu|şərt) deyil|tələb olunmur|ehtiyac yoxdur|könüllü",
	"bg": "не (?:е|са|сте) (?:длъж|задълж|необходим|нужн)|не се изисква|няма нужда|не трябва|незадължит|доброволн|по желание",
	"bn": "(?:প্রয়োজন|প্রয়োজন|দরকার) নেই|(?:বাধ্য|বাধ্যতামূলক|আবশ্যক|জরুরি) (?:নয়|নয়|নন|না)|ঐচ্ছিক|হবে না|না করলেও|লাগবে না",
	"de": `(?:^|[^\pL])(?:muss|müssen|musst|müsst|brauch\pL*)[^.,;:!?]{0,50} (?:nicht(?:[^\pL]|$)|keine?[nmrs]?(?:[^\pL]|$))|nicht (?:verpflichtet|erforderlich|nötig|notwendig|vorgeschrieben|zwingend)|freiwillig|freigestellt|keine pflicht`,
	"en": `(?:^|[^\pL])(?:need not|needn't|(?:do|does|did)(?: not|n't) (?:have|need) to|not (?:required|obliged|obligated|necessary)|no need to|optional)`,
	"es": `(?:^|[^\pL])no (?:tienen?|tienes|tendrán?|hay|habrá) que|(?:^|[^\pL])no (?:es necesari|hace falta|está\pL* obligad|se requiere|es obligatori|necesita|se exige)|opcional|voluntari`,
	"fa": "(?:لازم|الزامی|اجباری|نیازی|نیاز|ملزم|مجبور|ضروری|موظف) (?:نیست|نیستند|نیستید)|نیازی به|اختیاری",
	"fi": `(?:^|[^\pL])(?:ei|eivät|et|ette) (?:tarvitse|ole pakko|vaadita|ole pakollis|ole velvolli|ole välttämät)|vapaaehtoi`,
	"fr": `n'(?:est|êtes|ont|a|avez|avons) pas (?:tenue?s?|obligée?s?|obligatoire|nécessaire|requis|besoin|à|l'obligation)|ne sont pas (?:tenue?s|obligée?s|requis|obligatoires|nécessaires)|facultati|dispensé|inutile d`,
	"he": `(?:^|[^\pL])לא (?:חייב|צריכ?ך?|נדרש|מחויב|חובה)|(?:^|[^\pL])אינ\pL* (?:חייב|צריכ|צריך|נדרש|מחויב|חובה)|אין (?:צורך|חובה|הכרח)|פטור`,
	"hi": "(?:ज़रूरत|जरूरत|आवश्यकता|बाध्यता|ज़रूरी|जरूरी|आवश्यक|अनिवार्य|बाध्य) नहीं|वैकल्पिक|ऐच्छिक|नहीं (?:पड़ेग|होग)",
	"hr": `(?:^|[^\pL])ne (?:mora|treba)|nije (?:obvez|dužan|dužna|potrebno|nužno)|nisu (?:dužn|obvez)|neobvez|dobrovolj`,
	"id": "(?:tidak|tak) (?:harus|wajib|perlu|diwajibkan|diharuskan|usah)|bukan keharusan|opsional|sukarela",
	"ja": "なくても(?:よ|い|かま|構|差し|結構)|必要(?:は|が)?(?:ありません|ない|なく)|義務(?:は|が)?(?:ありません|ない|なく)|任意|不要です|必須では",
	"ka": `არ (?:არის|არიან) (?:სავალდებულო|აუცილებელი|ვალდებულ|საჭირო)|არაა საჭირო|ნებაყოფლობით|არ (?:უნდა|მოეთხოვებ)|(?:ვალდებულ\pL*|საჭირო|სავალდებულო|აუცილებელი) არ`,
	"km": "មិនចាំបាច់|មិនតម្រូវ|មិនត្រូវការ|ស្ម័គ្រចិត្ត|ស្រេចចិត្ត|មិនមានកាតព្វកិច្ច",
	"ko": "(?:필요|의무)(?:가|는|도)? ?없|않아도|(?:필수|의무)(?:는|가)? ?아[니닙]|안 ?해도|선택 사항|불필요|없어도",
	"lt": "nereikia|neprival|neturi|nebūtin|savanor|neįpareig",
	"mk": `(?:^|[^\pL])не (?:мора|треба|се бара)|не е (?:задолж|потребно|нужно|должен|обврз)|не се должни|доброволн|незадолж`,
	"mn": "албагүй|шаардлагагүй|хэрэггүй|үүрэггүй|сайн дур|заавал биш|шаардахгүй|үүрэг хүлээхгүй",
	"pt": `(?:^|[^\pL])não (?:tem|têm|terá|terão) (?:de|que)|(?:^|[^\pL])não (?:precisa|é preciso|é necess|é obrig|são obrig|está\pL* obrig|se exige)|facultativ|opciona|voluntári|dispensad`,
	"ro": `(?:^|[^\pL])nu (?:trebuie|va trebui|(?:este|e|sunt|sunteți) (?:obligat|necesar|nevoie)|(?:au|are) (?:obligația|nevoie))|opțional|voluntar|facultativ`,
	"ru": `(?:^|[^\pL])не (?:обязан|обязательн|нужно|требуется|надо|необходимо|долж)|необязательн|добровольн|по желанию|нет (?:необходимости|нужды|обязанности)|(?:может|могут|можно|можете) не `,
	"rw": "(?:si|atari|bitari|ari) ngombwa ko nta|si ngombwa|ntabwo ari ngombwa|si itegeko|ntibategetswe|ntategetswe|ntibasabwa|ntasabwa|ku bushake",
	"si": "(?:අවශ්‍ය|අනිවාර්ය|අවශ්‍යතාවක්|අවශ්‍යතාවයක්|බැඳී|යුතු) (?:නැත|නොවේ|නෑ)|ස්වේච්ඡා",
	"sk": `(?:^|[^\pL])nemus|nie (?:je|sú|ste) (?:povinn|potrebné|nutné|treba)|netreba|dobrovoľn|nepovinn|voliteľn`,
	"sr": `(?:^|[^\pL])не (?:мора|треба)|није (?:обавез|дужан|дужна|потребно|нужно)|нису (?:дужн|обавез)|добровољ|необавез|(?:^|[^\pL])ne (?:mora|treba)|nije (?:obavez|dužan|dužna|potrebno|nužno)|nisu (?:dužn|obavez)|dobrovolj|neobavez`,
	"sw": `(?:^|[^\pL])(?:si|sio) (?:lazima|sharti|wajibu)|(?:^|[^\pL])h\pL{1,4}hitaji|hakuna (?:haja|ulazima)|kwa hiari|hiari y|(?:^|[^\pL])h\pL{1,3}lazimi|(?:^|[^\pL])h\pL{1,3}paswi`,
	"ta": "வேண்டியதில்லை|தேவையில்லை|கட்டாயமில்லை|கட்டாயம் இல்லை|கட்டாயமல்ல|அவசியமில்லை|அவசியம் இல்லை|தேவை இல்லை|விருப்பத்தின்",
	"tr": "(?:zorunda|zorunlu|mecbur|şart|gerekli|lazım|yükümlü) değil|gerekmez|gerekmiyor|gerek yok|isteğe bağlı|gönüllü|(?:zorunluluğu|mecburiyeti) yok",
	"uk": `(?:^|[^\pL])не (?:зобов|обов|потрібно|треба|мусить|мусять|вимагається|повин|необхідно)|необов|добровільн|за бажанням|немає (?:потреби|необхідності)|(?:можна|може|можуть|можете) не `,
	"ur": "(?:ضروری|لازمی|لازم|ضرورت|پابند) نہیں|اختیاری|نہیں پڑے گ|رضاکارانہ",
	"uz": "(?:shart|majbur|kerak|lozim|majburiy|zarur) emas|talab qilinmaydi|ixtiyoriy|hojat yo",
	"vi": "(?:không|chẳng) (?:cần|phải|bắt buộc|nhất thiết)|tự nguyện|tùy chọn|tuỳ chọn|không có nghĩa vụ",
	"zh": "不必|无需|無需|无须|無須|不用|不需要|(?:没有|沒有)(?:义务|義務|必要)|可以不|不是必[须須]|非必[须須]|自愿|自願|可选|可選|不强制|不強制",
}

var exemptionPatterns = kept[string, *regexp.Regexp]{make: func(language string) *regexp.Regexp { return partsIn(exemptions[language]) }}

// englishChoices are English words that translations may turn into an exemption or a denied permission.
var englishChoices = pattern(`(?i)volunt|option|exempt|ignore|skip|omit|miss\b|forget|opt out|declin|withdraw|cancel|differ|differen|refrain|abstain|either|if you (?:want|wish|like)`)

// englishPermission are the words that permit, and never say what is possible.
var englishPermission = pattern(`(?i)(?:^|[^\pL])(?:may|allowed|permitted|entitled)(?:$|[^\pL])`)

// longPermission is from how many bytes on a sentence says more than one thing, of which any may be denied.
const longPermission = 130

// exemption warns where a sentence says must and its translation need not, or may and may not. It reports whether it did.
func (c *checker) exemption(src, txt string) bool {
	from, to := c.p.Source.Language(), c.p.Locale.Language()
	if from != "en" || englishLimits().MatchString(src) || englishChoices().MatchString(src) {
		return false
	}
	m, _ := modalityOf(from, src)
	says := ""
	switch p := exemptionPatterns.of(to); {
	case m == obliges && p != nil && p.MatchString(smallLetters(txt, innocentModals[to])):
		says = "says that it need not be done"
	case m == permits && len(src) <= longPermission && englishPermission().MatchString(src) && !englishNegatives().MatchString(src) && deniesPermission(to, txt) && !forbidsMore(to, src, txt):
		says = bans.says()
	default:
		return false
	}
	c.warn(ObligationChanged, 0, "say it as strongly as the source does, or record the exception", "the source %s, and the translation %s", m.says(), says)
	return true
}

// deniesPermission reports whether a text permits nothing, and denies each may or can that it has.
func deniesPermission(language, prose string) bool {
	p, deny := modalsOf(language), denialTables.of(language)
	if p == nil || deny == nil || language == "ja" || language == "ko" {
		return false
	}
	text := smallLetters(prose, innocentModals[language])
	found := p.may.all(text)
	for _, at := range found {
		near := text[back(text, at[0], 12):at[0]] + strings.Repeat(" ", 3) + text[at[1]:forth(text, at[1], 12)]
		if !deny.in(near) {
			return false
		}
	}
	return len(found) > 0
}
