package checks

import (
	"strings"
	"unicode/utf8"

	"vernacular/internal/locale"
)

// fused returns the value of a great number that a language writes in one word: tausendfünfhundert, kaksisataaviisikymmentä,
// 이백오십.
func (l *lexicon) fused(language, word string) (int, bool) {
	switch {
	case language == "ko":
		return sinoKorean(word)
	case language == "de" && (strings.Contains(word, "hundert") || strings.Contains(word, "tausend")), language == "fi" && (strings.Contains(word, "sat") || strings.Contains(word, "tuha")):
	default:
		return 0, false
	}
	total, below := 0, 0 // below a thousand
	for parts := 0; word != ""; parts++ {
		best := locale.NumberWord{}
		for n := range word {
			if w, ok := l.forms[word[:n]]; ok && n > 2 {
				best = w
			}
		}
		if w, ok := l.forms[word]; ok {
			best = w
		}
		switch v := best.Value; {
		case best.Words == "" && parts > 0 && strings.HasPrefix(word, "und"):
			word = word[len("und"):]
			continue
		case best.Words == "":
			return 0, false
		case v >= 1000:
			total, below = total+max(below, 1)*v, 0
		case v >= 100 && below < 10:
			below = max(below, 1) * v
		default:
			below += v
		}
		word = strings.TrimPrefix(word, best.Words)
	}
	return total + below, true
}

// sinoKorean reads a number such as 이백오십 at the beginning of a word.
func sinoKorean(word string) (int, bool) {
	digits := map[rune]rune{'일': '一', '이': '二', '삼': '三', '사': '四', '오': '五', '육': '六', '칠': '七', '팔': '八', '구': '九', '십': '十', '백': '百', '천': '千', '만': '万'}
	var run []rune
	units := false
	for _, r := range word {
		han, ok := digits[r]
		if !ok {
			break
		}
		units = units || hanDigits[han] >= 10
		run = append(run, han)
	}
	if len(run) < 2 || !units {
		return 0, false
	}
	return hanValue(run), true
}

// hanDigits are the values of the characters for numbers.
var hanDigits = map[rune]int{'〇': 0, '零': 0, '一': 1, '二': 2, '两': 2, '兩': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9, '十': 10, '百': 100, '千': 1000, '万': 10_000, '萬': 10_000}

// hanCounters stand behind a number of things.
const hanCounters = "个個名人位次天票种種项項条條张張份週周歳歲回件本枚台家届屆类類步页頁国國区區"

// hanNumbers finds numbers in Chinese characters.
func hanNumbers(prose string) []spelled {
	var found []spelled
	for i := 0; i < len(prose); {
		r, size := utf8.DecodeRuneInString(prose[i:])
		if _, ok := hanDigits[r]; !ok {
			i += size
			continue
		}
		from, n := i, 0
		var run []rune
		for i < len(prose) {
			r, size := utf8.DecodeRuneInString(prose[i:])
			if _, ok := hanDigits[r]; !ok {
				break
			}
			run = append(run, r)
			i += size
			n++
		}
		if digit(before(prose, from)) >= 0 {
			continue // the ten thousand of "3万"
		}
		next := after(prose, i)
		value := hanValue(run)
		sure := value > 1 && (n > 1 && value < 10_000 && value >= 10 || strings.ContainsRune(hanCounters, next) && run[0] != '百' && run[0] != '千' && run[0] != '万')
		if strings.ContainsRune("月日号號点點時时分年", next) {
			sure = false // a date or a time
		}
		if n == 2 && hanDigits[run[0]]+1 == hanDigits[run[1]] && hanDigits[run[1]] < 10 && next != '年' { // two or three
			found = append(found, spelled{hanDigits[run[0]], from, i, false}, spelled{hanDigits[run[1]], from, i, false})
			continue
		}
		found = append(found, spelled{value, from, i, sure})
	}
	return found
}

// hanValue reads 三百二十一, and 二〇二六 digit by digit.
func hanValue(run []rune) int {
	total, section, digits, positional := 0, 0, 0, len(run) > 1
	for _, r := range run {
		positional = positional && hanDigits[r] < 10
	}
	for _, r := range run {
		switch v := hanDigits[r]; {
		case positional:
			section = min(10*section+v, 1e9)
		case v < 10:
			digits = v
		case v < 10_000:
			section += max(digits, 1) * v
			digits = 0
		default:
			total += max(section+digits, 1) * v
			section, digits = 0, 0
		}
	}
	return total + section + digits
}
