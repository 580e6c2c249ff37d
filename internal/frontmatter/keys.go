package frontmatter

import (
	"slices"
	"strings"

	"vernacular/internal/diag"
)

var keyMarks = strings.NewReplacer("-", "", "_", "", " ", "")

// translatedKeys are the words for known keys in other languages: people translate the keys of front matter with its
// texts.
var translatedKeys = wordsOf(map[string]string{
	"title": `titel titre titulo título títol titolo titull titulli tytuł tytul titlu titul naslov otsikko tittel başlık baslik
		τίτλος заголовок название назва заглавие наслов כותרת عنوان शीर्षक শিরোনাম தலைப்பு ชื่อเรื่อง 标题 標題 タイトル 題名 제목`,
	"description": `beschreibung beskrivelse beskrivning beschrijving descripción descripcion descrição descricao descrizione opis popis
		kuvaus leírás açıklama aciklama përshkrimi περιγραφή описание опис תיאור وصف توضیحات विवरण বিবরণ 描述 説明 설명`,
	"draft": `entwurf brouillon ébauche borrador esborrany bozza rascunho szkic koncept nacrt utkast udkast luonnos concept
		taslak skicë προσχέδιο черновик чернетка чернова нацрт טיוטה مسودة پیش‌نویس प्रारूप খসড়া 草稿 下書き 초안`,
	"date":   `datum datoja fecha päivämäärä tarih дата ημερομηνία תאריך تاريخ तारीख 日期 日付 날짜`,
	"layout": `gabarit plantilla vorlage vorlagenlayout шаблон 布局 レイアウト 레이아웃`,
})

// wordsOf returns the known key by each of the words for it.
func wordsOf(lists map[string]string) map[string]string {
	out := map[string]string{}
	for key, list := range lists {
		for _, word := range strings.Fields(list) {
			out[word] = key
		}
	}
	return out
}

// knownKey returns the key that Vernacular reads that a top-level key is, or is in all likelihood meant to be; "" if
// there is none.
func knownKey(key string) string {
	if slices.Contains(allKeys, key) {
		return key
	}
	return nearKey(key)
}

// nearKey returns the known key that a top-level key is in all likelihood meant to be. Two letters
// apart is the limit for long names, one for short ones, and other capitals or hyphens for the
// shortest: a layout may well have a key "data" or "titles" of its own.
func nearKey(key string) string {
	if slices.Contains(allKeys, key) {
		return ""
	}
	plain := strings.ToLower(keyMarks.Replace(key))
	for i, known := range bareKeys {
		if plain == known {
			return allKeys[i]
		}
	}
	if key == "alias" {
		return "aliases"
	}
	if known := translatedKeys[strings.ToLower(key)]; known != "" {
		return known
	}
	for _, known := range allKeys {
		limit := 1
		if len(known) >= 9 {
			limit = 2
		}
		if len(known) >= 5 && diag.Distance([]rune(plain), []rune(known), limit) <= limit && key != known+"s" {
			return known
		}
	}
	return ""
}
