package exchange

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// expression is a compiled plural expression. A division by zero gives the largest number, which is the index
// of no form.
type expression func(n uint64) uint64

const noIndex = ^uint64(0)

// parsePluralForms reads the value of a Plural-Forms header: "nplurals=2; plural=n != 1;".
func parsePluralForms(header string) (count int, choose expression, err error) {
	head, tail, _ := strings.Cut(header, ";")
	name, number, ok := strings.Cut(head, "=")
	if !ok || strings.TrimSpace(name) != "nplurals" {
		return 0, nil, errors.New("it must begin with nplurals=")
	}
	count, err = strconv.Atoi(strings.TrimSpace(number))
	if err != nil || count < 1 || count > maxForms {
		return 0, nil, fmt.Errorf("nplurals must be a number from 1 to %d", maxForms)
	}
	name, text, ok := strings.Cut(tail, "=")
	if !ok || strings.TrimSpace(name) != "plural" {
		return 0, nil, errors.New("plural= must follow nplurals")
	}
	text = strings.TrimSuffix(strings.TrimSpace(text), ";")
	p := exprParser{text: text}
	choose, err = p.ternary(0)
	if err == nil && p.next() != "" {
		err = fmt.Errorf("%q has no place in the expression", p.next())
	}
	if err != nil {
		return 0, nil, err
	}
	return count, choose, nil
}

const (
	maxForms     = 32 // no language has more than six
	maxExprDepth = 100
)

// exprParser reads the C expressions of gettext's manual, "Plural forms": n, whole numbers, ?: || && == != < >
// <= >= + - * / % ! and parentheses.
type exprParser struct {
	text string
	at   int
}

// next returns the token at the parser's place without taking it, "" at the end.
func (p *exprParser) next() string {
	for p.at < len(p.text) && strings.IndexByte(" \t\n", p.text[p.at]) >= 0 {
		p.at++
	}
	rest := p.text[p.at:]
	if rest == "" {
		return ""
	}
	for _, two := range []string{"||", "&&", "==", "!=", "<=", ">="} {
		if strings.HasPrefix(rest, two) {
			return two
		}
	}
	end := 1
	if rest[0] >= '0' && rest[0] <= '9' {
		for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
			end++
		}
	}
	return rest[:end]
}

func (p *exprParser) take(token string) bool {
	if p.next() != token {
		return false
	}
	p.at += len(token)
	return true
}

func (p *exprParser) ternary(depth int) (expression, error) {
	if depth > maxExprDepth {
		return nil, errors.New("the expression nests too deep")
	}
	condition, err := p.binary(depth, 0)
	if err != nil || !p.take("?") {
		return condition, err
	}
	yes, err := p.ternary(depth + 1)
	if err != nil {
		return nil, err
	}
	if !p.take(":") {
		return nil, errors.New("the expression has a question mark without its colon")
	}
	no, err := p.ternary(depth + 1)
	if err != nil {
		return nil, err
	}
	return func(n uint64) uint64 {
		if condition(n) != 0 {
			return yes(n)
		}
		return no(n)
	}, nil
}

// binding has the binary operators by how tightly they bind, loosest first.
var binding = [...][]string{{"||"}, {"&&"}, {"==", "!="}, {"<=", ">=", "<", ">"}, {"+", "-"}, {"*", "/", "%"}}

func (p *exprParser) binary(depth, level int) (expression, error) {
	if level == len(binding) {
		return p.unary(depth)
	}
	left, err := p.binary(depth, level+1)
	if err != nil {
		return nil, err
	}
	for {
		operator := ""
		for _, o := range binding[level] {
			if p.take(o) {
				operator = o
				break
			}
		}
		if operator == "" {
			return left, nil
		}
		right, err := p.binary(depth, level+1)
		if err != nil {
			return nil, err
		}
		left = combine(operator, left, right)
	}
}

func combine(operator string, a, b expression) expression {
	truth := func(t bool) uint64 {
		if t {
			return 1
		}
		return 0
	}
	return func(n uint64) uint64 {
		switch operator {
		case "||":
			return truth(a(n) != 0 || b(n) != 0)
		case "&&":
			return truth(a(n) != 0 && b(n) != 0)
		}
		x, y := a(n), b(n)
		switch operator {
		case "==":
			return truth(x == y)
		case "!=":
			return truth(x != y)
		case "<=":
			return truth(x <= y)
		case ">=":
			return truth(x >= y)
		case "<":
			return truth(x < y)
		case ">":
			return truth(x > y)
		case "+":
			return x + y
		case "-":
			return x - y
		case "*":
			return x * y
		}
		switch {
		case y == 0:
			return noIndex
		case operator == "/":
			return x / y
		}
		return x % y
	}
}

func (p *exprParser) unary(depth int) (expression, error) {
	if depth > maxExprDepth {
		return nil, errors.New("the expression nests too deep")
	}
	token := p.next()
	switch {
	case token == "":
		return nil, errors.New("the expression ends too early")
	case token == "!":
		p.take("!")
		a, err := p.unary(depth + 1)
		if err != nil {
			return nil, err
		}
		return func(n uint64) uint64 {
			if a(n) == 0 {
				return 1
			}
			return 0
		}, nil
	case token == "(":
		p.take("(")
		a, err := p.ternary(depth + 1)
		if err != nil {
			return nil, err
		}
		if !p.take(")") {
			return nil, errors.New("the expression has ( without )")
		}
		return a, nil
	case token == "n":
		p.take("n")
		return func(n uint64) uint64 { return n }, nil
	case token[0] >= '0' && token[0] <= '9':
		value, err := strconv.ParseUint(token, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("the number %s is too large", token)
		}
		p.take(token)
		return func(uint64) uint64 { return value }, nil
	}
	return nil, fmt.Errorf("%q has no place in the expression", token)
}
