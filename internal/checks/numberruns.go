package checks

import (
	"slices"
	"strings"
	"unicode/utf8"

	"vernacular/internal/locale"
)

// fused returns the value of a great number that a language writes in one word: tausendfünfhundert, kaksisataaviisikymmentä,
// 이백오십, onbir, بیست‌ویک.
func (l *lexicon) fused(language, word string) (value int, sure, ok bool) {
	switch {
	case language == "ko":
		return sinoKorean(word)
	case language == "tr" || language == "fa":
		return l.tensAndOnes(word)
	case language == "de" && (strings.Contains(word, "hundert") || strings.Contains(word, "tausend")), language == "fi" && (strings.Contains(word, "sat") || strings.Contains(word, "tuha")):
	default:
		return 0, false, false
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
			return 0, false, false
		case v >= 1000:
			total, below = total+max(below, 1)*v, 0
		case v >= 100 && below < 10:
			below = max(below, 1) * v
		default:
			below += v
		}
		word = strings.TrimPrefix(word, best.Words)
	}
	return total + below, false, true
}

// tensAndOnes reads tens and ones that are written as one word, with or without an "and" between them.
func (l *lexicon) tensAndOnes(word string) (value int, sure, ok bool) {
	for i := range word {
		tens, ok := l.forms[strings.TrimSuffix(word[:i], "\u200c")]
		if !ok || tens.Value%10 != 0 || tens.Value < 10 || tens.Value >= 100 {
			continue
		}
		ones, ok := l.forms[strings.TrimLeft(strings.TrimPrefix(strings.TrimLeft(word[i:], "\u200c"), "و"), "\u200c")]
		if ok && ones.Value > 0 && ones.Value < 10 {
			return tens.Value + ones.Value, true, true
		}
	}
	return 0, false, false
}

// koreanCounters may stand close behind a number.
var koreanCounters = strings.Fields("일 명 년 개 분 표 살 세 층 번 회 유로 원 퍼센트 가지 주 인 곳 장 쪽 대 호 차 점 단계 페이지")

// sinoKorean reads a number such as 이백오십 at the beginning of a word. What ends in 십일 is so many days as well.
func sinoKorean(word string) (value int, sure, ok bool) {
	digits := map[rune]rune{'일': '一', '이': '二', '삼': '三', '사': '四', '오': '五', '육': '六', '칠': '七', '팔': '八', '구': '九', '십': '十', '백': '百', '천': '千', '만': '万'}
	var run []rune
	units, end := false, len(word)
	for i, r := range word {
		han, is := digits[r]
		if !is {
			end = i
			break
		}
		units = units || hanDigits[han] >= 10
		run = append(run, han)
	}
	if len(run) < 2 || !units {
		return 0, false, false
	}
	rest := word[end:]
	sure = strings.ContainsRune(word[:end], '십') && (rest == "" || slices.ContainsFunc(koreanCounters, func(c string) bool { return strings.HasPrefix(rest, c) }))
	return hanValue(run), sure, true
}

// hanDigits are the values of the characters for numbers.
var hanDigits = map[rune]int{'〇': 0, '零': 0, '一': 1, '二': 2, '两': 2, '兩': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9, '十': 10, '百': 100, '千': 1000, '万': 10_000, '萬': 10_000}

// hanCounters stand behind a number of things, hanSpans behind one of days, months or years that is no date.
const hanCounters = "个個名人位次天票种種项項条條张張份週周歳歲回件本枚台家届屆类類步页頁国國区區层層楼樓階封席通票部"

var hanSpans = strings.Fields("日間 日间 日以内 日以內 日内 日內 日前 日後 日后 日目 日以上 日未満 日かか 年間 年间 年以内 年以內 年内 年內 年前 年後 年后 年以上 か月 ヶ月 カ月 ヵ月 ケ月 箇月 時間 小时 小時 分間 分钟 分鐘 " +
	"つの ユーロ ドル 円 元 欧元 歐元 美元 岁 つ ")

// isHanSpan reports whether a text that a number stands before begins with what it counts.
func isHanSpan(rest string) bool {
	return slices.ContainsFunc(hanSpans, func(w string) bool { return strings.HasPrefix(rest, w) })
}

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
		if n == 2 && hanDigits[run[0]]+1 == hanDigits[run[1]] && hanDigits[run[1]] < 10 && after(prose, i) != '年' { // two or three
			found = append(found, spelled{value: hanDigits[run[0]], off: from, end: i}, spelled{value: hanDigits[run[1]], off: from, end: i})
			continue
		}
		value := hanValue(run)
		found = append(found, spelled{value: value, off: from, end: i, sure: value > 1 && isHanCount(prose[i:], run, value)})
	}
	return found
}

// isHanCount reports whether a number in Chinese characters counts what stands behind it, and is no date and no part of a word.
func isHanCount(rest string, run []rune, value int) bool {
	if isHanSpan(rest) {
		return true
	}
	switch next := after(rest, 0); {
	case next == '年':
		return value < 100 && len(run) < 4 && !strings.HasPrefix(rest, "年代") && !strings.HasPrefix(rest, "年级")
	case strings.ContainsRune("月日号號点點時时分", next):
		return false // a date or a time
	case len(run) > 1 && value < 10_000 && value >= 10:
		return true
	default:
		return strings.ContainsRune(hanCounters, next) && !strings.ContainsRune("百千万", run[0])
	}
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
