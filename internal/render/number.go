package render

import (
	"strconv"
	"strings"
)

// number writes a neutral figure (1234, 2.96, -5) as the language does. Anything
// else (4:32, 12-5) is returned as it is.
func (w *words) number(s string) string {
	digits, sign := s, ""
	if rest, ok := strings.CutPrefix(digits, "-"); ok {
		digits, sign = rest, "−"
	}
	whole, fraction, point := strings.Cut(digits, ".")
	if !allDigits(whole) || point && !allDigits(fraction) {
		return s
	}
	from, err := strconv.Atoi(w.notation.Texts["group_from"])
	if err != nil {
		from = 4
	}
	group := w.notation.Texts["group"]
	var b strings.Builder
	b.WriteString(sign)
	if group == "" || len(whole) < from {
		b.WriteString(whole)
	} else {
		for i := range len(whole) {
			if i > 0 && (len(whole)-i)%3 == 0 {
				b.WriteString(group)
			}
			b.WriteByte(whole[i])
		}
	}
	if point {
		b.WriteString(w.notation.Texts["decimal"])
		b.WriteString(fraction)
	}
	return b.String()
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// money writes an amount of a currency (ISO 4217), which no line breaks; a currency
// without a sign of its own stands as its code.
func (w *words) money(amount, currency string) string {
	sign, n := "", w.number(amount)
	if rest, ok := strings.CutPrefix(n, "−"); ok {
		sign, n = "−", rest
	}
	pattern := w.notation.Texts["money"]
	symbol, ok := w.notation.Currencies[currency]
	if !ok {
		symbol = currency
		if strings.HasPrefix(pattern, "{symbol}{") {
			symbol += " "
		}
	}
	sum := strings.TrimSpace(expand(pattern, func(name string) (string, bool) {
		switch name {
		case "n":
			return n, true
		case "symbol":
			return symbol, true
		}
		return "", false
	}))
	return sign + strings.ReplaceAll(sum, " ", "\u00a0")
}

// ordinal writes 1st, 2nd, 3rd.
func (w *words) ordinal(n int) string {
	pattern, ok := w.notation.Ordinal[ordinalCategory(w.language, n)]
	if !ok {
		pattern = w.notation.Ordinal["other"]
	}
	return strings.ReplaceAll(pattern, "{n}", strconv.Itoa(n))
}
