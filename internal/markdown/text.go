package markdown

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
)

// mode says what becomes of text on its way.
type mode uint8

const (
	escape mode = 1 << iota // <, > and & are escaped for HTML
	curly                   // quotes, dashes and ellipses become typographic
)

// A typist writes the text of one leaf block: it resolves escapes and entities, and
// sets quotes by what stood before them in the same block, whatever markup lies
// between.
type typist struct {
	prev   rune // the last character written; 0 at the beginning
	closer int  // where the next single quote that can only close stands; unknown, or none
}

const (
	unknown = -1
	none    = -2
)

// begin makes t ready for a block.
func (t *typist) begin() { *t = typist{closer: unknown} }

// special marks the bytes that text is not simply copied over.
var special = [256]bool{'\\': true, '&': true, '<': true, '>': true, '"': true, '\'': true, '-': true, '.': true}

// write appends src[start:stop] to dst. The text up to end belongs to the same block
// and is looked at for what follows.
func (t *typist) write(dst, src []byte, start, stop, end int, m mode) []byte {
	n := start // not yet copied
	for i := start; i < stop; {
		c := src[i]
		if !special[c] {
			i++
			continue
		}
		if i > n {
			dst = append(dst, src[n:i]...)
			t.prev = lastRune(src[n:i])
			n = i
		}
		switch c {
		case '\\':
			if i+1 < stop && util.IsPunct(src[i+1]) {
				dst = t.rune(dst, rune(src[i+1]), m)
				i += 2
			} else {
				dst = t.rune(dst, '\\', m)
				i++
			}
		case '&':
			if s, w := entity(src[i:stop]); w > 0 {
				for _, r := range s {
					dst = t.rune(dst, r, m)
				}
				i += w
			} else {
				dst = t.rune(dst, '&', m)
				i++
			}
		case '<', '>':
			dst = t.rune(dst, rune(c), m)
			i++
		default:
			r, w := rune(c), 1
			if m&curly != 0 {
				r, w = t.curl(src, i, stop, end)
			}
			dst = t.rune(dst, r, m)
			if w > 1 && r == rune(c) { // nothing to set: a longer row of dashes or points
				for range w - 1 {
					dst = append(dst, c)
				}
			}
			i += w
		}
		n = i
	}
	if n < stop {
		dst = append(dst, src[n:stop]...)
		t.prev = lastRune(src[n:stop])
	}
	return dst
}

func (t *typist) rune(dst []byte, r rune, m mode) []byte {
	t.prev = r
	if m&escape != 0 {
		switch r {
		case '&':
			return append(dst, "&amp;"...)
		case '<':
			return append(dst, "&lt;"...)
		case '>':
			return append(dst, "&gt;"...)
		}
	}
	return utf8.AppendRune(dst, r)
}

// curl returns what the quote, dash or point at i is set as, and how many bytes of
// the source that stands for.
func (t *typist) curl(src []byte, i, stop, end int) (rune, int) {
	c := src[i]
	w := 1
	for c != '"' && c != '\'' && i+w < stop && src[i+w] == c {
		w++
	}
	next := ' '
	if i+w < end {
		next, _ = utf8.DecodeRune(src[i+w : end])
	}
	switch c {
	case '.':
		if w == 3 {
			return '…', 3
		}
		return '.', w
	case '-':
		switch {
		case w == 3:
			return '—', 3
		case w == 2 && !(space(t.prev) && word(next)): // not --drafts
			return '–', 2
		}
		return '-', w
	case '"':
		if inches(src[:i]) {
			return '″', 1
		}
		if t.opens(next) {
			return '“', 1
		}
		if space(t.prev) { // nothing on either side
			return '"', 1
		}
		return '”', 1
	}
	switch {
	case unicode.IsDigit(t.prev) && unicode.IsDigit(next):
		return '′', 1 // 6'2"
	case !t.opens(next), unicode.IsDigit(next), elision(src[i+1 : end]):
		return '’', 1 // Ja'Marr, Akers', '22, 'Melo
	case t.closes(src, i+1, end), quotesName(src[i+1 : end]):
		return '‘', 1
	}
	return '’', 1
}

// quotesName reports whether src begins with a quotation of three words at most whose
// last ends in s: 'Cam Akers' is one, although it ends as the Rams' line does. In
// longer ones such a quote is more likely that of a plural, as it is behind the one
// word 'Niners, which has lost its beginning.
func quotesName(src []byte) bool {
	const farthest = 60
	word, _, _ := bytes.Cut(src[:min(len(src), 7)], []byte("'"))
	switch string(word) {
	case "Niners", "Skins", "Canes", "Noles", "Hawks", "Boys", "Pokes":
		return false
	}
	words := 1
	for i, c := range src[:min(len(src), farthest)] {
		switch {
		case c == ' ':
			if words++; words > 3 {
				return false
			}
		case c == '\'' && i > 0 && plural(src[i-1]):
			return i+1 == len(src) || src[i+1] == ' '
		case strings.IndexByte(".,;:!?()\"", c) >= 0:
			return false
		}
	}
	return false
}

// plural reports whether an apostrophe after c may be all that shows whose a thing is.
func plural(c byte) bool { return c == 's' || c == 'S' || c == 'z' || c == 'x' }

// opens reports whether a quote between the last character and next can open.
func (t *typist) opens(next rune) bool {
	if space(next) {
		return false
	}
	switch t.prev {
	case '(', '[', '{', '“', '‘', '/', '«', '¿', '¡':
		return true
	case '-', '–', '—':
		return word(next) || next == '*' || next == '_' || next == '['
	}
	return space(t.prev)
}

// closes reports whether a single quote that cannot open stands in src[i:end]: only
// then is an opening one a quotation, and not a name that begins with an apostrophe.
// That of a plural (the Rams' line) does not count.
func (t *typist) closes(src []byte, i, end int) bool {
	if t.closer == none {
		return false
	}
	if t.closer >= i {
		return true
	}
	for j := i; j < end; j++ {
		k := bytes.IndexByte(src[j:end], '\'')
		if k < 0 {
			break
		}
		j += k
		before, _ := utf8.DecodeLastRune(src[i:j])
		after := ' '
		if j+1 < end {
			after, _ = utf8.DecodeRune(src[j+1 : end])
		}
		if j == i || space(before) || before == '\\' || word(after) {
			continue
		}
		if plural(src[j-1]) && after == ' ' && j+2 < end {
			if r, _ := utf8.DecodeRune(src[j+2 : end]); word(r) {
				continue
			}
		}
		t.closer = j
		return true
	}
	t.closer = none
	return false
}

// elision reports whether the word that src begins with has lost its beginning to
// an apostrophe.
func elision(src []byte) bool {
	n := 0
	for n < len(src) && n < 6 && (src[n]|0x20 >= 'a' && src[n]|0x20 <= 'z') {
		n++
	}
	switch strings.ToLower(string(src[:n])) {
	case "melo", "tis", "twas", "em", "til", "till", "cause", "n", "round", "bout", "neath", "cuz", "er", "nother":
		return true
	}
	return false
}

// inches reports whether src ends in a figure of feet and inches: 6'2.
func inches(src []byte) bool {
	i := len(src)
	for i > 0 && len(src)-i < 4 && (src[i-1] >= '0' && src[i-1] <= '9' || src[i-1] == '.') {
		i--
	}
	return i < len(src) && i >= 2 && src[i-1] == '\'' && src[i-2] >= '0' && src[i-2] <= '9'
}

func space(r rune) bool { return r == 0 || unicode.IsSpace(r) }
func word(r rune) bool  { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

func lastRune(b []byte) rune {
	if c := b[len(b)-1]; c < utf8.RuneSelf {
		return rune(c)
	}
	r, _ := utf8.DecodeLastRune(b)
	return r
}

// entity returns what the character reference at the beginning of src stands for,
// and its length; 0 when there is none.
func entity(src []byte) (string, int) {
	end := bytes.IndexByte(src[:min(len(src), 40)], ';')
	if end < 2 {
		return "", 0
	}
	name := string(src[1:end])
	if name[0] != '#' {
		e, ok := util.LookUpHTML5EntityByName(name)
		if !ok {
			return "", 0
		}
		return string(e.Characters), end + 1
	}
	digits, base := name[1:], 10
	if digits != "" && digits[0]|0x20 == 'x' {
		digits, base = digits[1:], 16
	}
	if digits == "" || len(digits) > 7 || digits[0] == '+' || digits[0] == '-' {
		return "", 0
	}
	v, err := strconv.ParseUint(digits, base, 32)
	if err != nil {
		return "", 0
	}
	r := rune(v)
	if v > utf8.MaxRune || v == 0 || forbidden(r) {
		r = utf8.RuneError
	}
	return string(r), end + 1
}

// plainly resolves the escapes and entities of raw, a destination or a title.
func plainly(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 && bytes.IndexByte(raw, '&') < 0 {
		return string(raw)
	}
	var t typist
	return string(t.write(nil, raw, 0, len(raw), len(raw), 0))
}

// appendText appends s escaped for HTML's text.
func appendText(dst, s []byte) []byte {
	n := 0
	for i, c := range s {
		var e string
		switch c {
		case '&':
			e = "&amp;"
		case '<':
			e = "&lt;"
		case '>':
			e = "&gt;"
		default:
			continue
		}
		dst = append(append(dst, s[n:i]...), e...)
		n = i + 1
	}
	return append(dst, s[n:]...)
}

// appendAttr appends s escaped for an attribute between double quotes.
func appendAttr(dst []byte, s string) []byte {
	n := 0
	for i := range len(s) {
		var e string
		switch s[i] {
		case '&':
			e = "&amp;"
		case '<':
			e = "&lt;"
		case '>':
			e = "&gt;"
		case '"':
			e = "&#34;"
		default:
			continue
		}
		dst = append(append(dst, s[n:i]...), e...)
		n = i + 1
	}
	return append(dst, s[n:]...)
}
