package markdown

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Names in prose. A reader wants the way to a player once: the first mention in a
// body is linked, unless a link to the same page stands before it already. What
// links is the name in its registered capitals as whole tokens, in whatever marks,
// apostrophes, quotes, hyphens and points it was typed; the longest name wins, and
// a name that goes on (another suffix, a second surname) is another name.

// A pattern is a name made ready for comparing.
type pattern struct {
	runes []rune // folded; points may be left out, spaces between initials are
	text  string // as registered, in NFC
	url   string
	exact bool // other marks make it another's name
}

// compile makes names ready, the longest first.
func compile(names []Name) []pattern {
	out := make([]pattern, 0, len(names))
	for _, n := range names {
		text := norm.NFC.String(strings.Join(strings.Fields(n.Text), " "))
		runes := foldName(text)
		if !slices.ContainsFunc(runes, word) || !Safe(n.URL) {
			continue
		}
		p := pattern{runes: runes, text: text, url: n.URL}
		for i := range out {
			if out[i].url != p.url && slices.Equal(out[i].runes, p.runes) {
				out[i].exact, p.exact = true, true
			}
		}
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b pattern) int { return len(b.runes) - len(a.runes) })
	return out
}

// foldName folds a name, and drops the spaces between initials: C. J. Mosley is
// written C.J. Mosley too.
func foldName(s string) []rune {
	var out []rune
	for b := []byte(s); len(b) > 0; {
		r, n := foldNext(b)
		b = b[n:]
		if r != 0 {
			out = append(out, r)
		}
	}
	for i := 2; i+2 < len(out); i++ {
		if out[i] == ' ' && out[i-1] == '.' && unicode.IsUpper(out[i-2]) && (i == 2 || !word(out[i-3])) &&
			unicode.IsUpper(out[i+1]) && out[i+2] == '.' {
			out = slices.Delete(out, i, i+1)
		}
	}
	return out
}

// foldNext returns the character that b begins with, without marks and in plain
// punctuation, and its length. It is 0 for a character that does not count.
func foldNext(b []byte) (rune, int) {
	c := b[0]
	if c < utf8.RuneSelf {
		switch c {
		case '`':
			return '\'', 1
		case '\n', '\t', '\r':
			return ' ', 1
		}
		return rune(c), 1
	}
	r, n := utf8.DecodeRune(b)
	switch r {
	case '’', '‘', 'ʼ', 'ʻ', '′', '‛':
		return '\'', n
	case '“', '”', '„', '″':
		return '"', n
	case '‐', '‑', '–':
		return '-', n
	case '\u00ad', '\u200b', '\u200d', '\u2060':
		return 0, n
	}
	if unicode.Is(unicode.Mn, r) {
		return 0, n
	}
	if unicode.IsSpace(r) {
		return ' ', n
	}
	if d := norm.NFD.Properties(b[:n]).Decomposition(); len(d) > 0 {
		r, _ = utf8.DecodeRune(d)
	}
	return r, n
}

// next returns the folded character of escaped text at i, and its length.
func next(b []byte, i int) (rune, int) {
	if b[i] == '&' {
		for _, e := range [...]struct {
			text string
			r    rune
		}{{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}} {
			if len(b)-i >= len(e.text) && string(b[i:i+len(e.text)]) == e.text {
				return e.r, len(e.text)
			}
		}
	}
	return foldNext(b[i:])
}

// prose appends escaped text with names linked.
func (f *filler) prose(dst, text []byte) []byte {
	if len(f.names) == 0 {
		return append(dst, text...)
	}
	done := 0
	for i := 0; i < len(text); i++ {
		if !f.first[text[i]] {
			continue
		}
		before, _ := utf8.DecodeLastRune(text[:i])
		if i > 0 && !begins(before) {
			continue
		}
		p, end := f.match(text, i, before)
		if p == nil {
			continue
		}
		if !slices.Contains(f.seen, p.url) {
			f.seen = append(f.seen, p.url)
			dst = append(dst, text[done:i]...)
			dst = f.href(append(dst, "<a href=\""...), p.url)
			dst = append(append(append(dst, "\">"...), text[i:end]...), "</a>"...)
			done = end
		}
		i = end - 1
	}
	return append(dst, text[done:]...)
}

// begins reports whether a name can begin after the character before. In escaped
// text & begins an entity, whose letters are no words.
func begins(before rune) bool {
	switch before {
	case '@', '#', '_', '&':
		return false
	}
	return !word(before)
}

// match returns the longest name that stands at i, and where it ends.
func (f *filler) match(text []byte, i int, before rune) (*pattern, int) {
	switch before {
	case '\'', '’', '-', '‐', '‑':
		// Part of a longer token (O'Brien, Tryon-Shoyinka), unless the mark stands free.
		if r, _ := utf8.DecodeLastRune(text[:i-utf8.RuneLen(before)]); word(r) {
			return nil, 0
		}
	}
	for n := range f.names {
		p := &f.names[n]
		end := p.at(text, i)
		if end < 0 || !ends(text, end) {
			continue
		}
		if p.exact && !p.same(text[i:end]) {
			continue
		}
		return p, end
	}
	return nil, 0
}

// at returns where p, standing at i, ends; -1 when it does not stand there.
func (p *pattern) at(text []byte, i int) int {
	j, letters := 0, 0 // letters of the token so far
	var before rune
	for j < len(p.runes) {
		want := p.runes[j]
		if i >= len(text) {
			if want == '.' && j == len(p.runes)-1 {
				return i
			}
			return -1
		}
		r, n := next(text, i)
		switch {
		case r == 0:
			i += n
			continue
		case r == want:
			j++
			i += n
			if r == ' ' { // a line break, or several
				for i < len(text) {
					if r, n := next(text, i); r == ' ' {
						i += n
						continue
					}
					break
				}
			}
		case want == '.':
			j++
			continue
		case r == '.' && letters == 1 && j > 0:
			i += n
		case r == ' ' && before == '.' && letters == 1 && j > 0 && unicode.IsUpper(want):
			i += n
			letters, before = 0, r
			continue
		default:
			return -1
		}
		switch {
		case word(r):
			if before == '.' {
				letters = 0
			}
			letters++
		case r != '.':
			letters = 0
		}
		before = r
	}
	for i < len(text) { // marks of the last letter
		r, n := next(text, i)
		if r != 0 {
			break
		}
		i += n
	}
	return i
}

// same reports whether text is p's name mark by mark.
func (p *pattern) same(text []byte) bool {
	plain := strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">", "’", "'", "“", `"`, "”", `"`, "\n", " ").Replace(string(text))
	return norm.NFC.String(plain) == strings.NewReplacer("’", "'", "“", `"`, "”", `"`).Replace(p.text)
}

// ends reports whether a name may end at i: the token is over, and no suffix
// follows that would make it another's name.
func ends(text []byte, i int) bool {
	if i >= len(text) {
		return true
	}
	r, n := utf8.DecodeRune(text[i:])
	if word(r) || r == '_' {
		return false
	}
	f, _ := next(text, i)
	rest := text[i+n:]
	follows := rune(0)
	if len(rest) > 0 {
		follows, _ = utf8.DecodeRune(rest)
	}
	switch f {
	case '\'':
		// Akers's and Akers' are the possessive; anything else goes on.
		if follows == 's' || follows == 'S' {
			after, _ := utf8.DecodeRune(rest[1:])
			return len(rest) == 1 || !word(after)
		}
		return !word(follows)
	case '-', '.':
		return !word(follows)
	case ',', ' ':
		return !suffix(text[i:])
	}
	return true
}

// suffix reports whether text begins with a suffix of a name.
func suffix(text []byte) bool {
	n := min(len(text), 16)
	s := strings.TrimLeft(string(text[:n]), ", \n\u00a0")
	for _, x := range [...]string{"Jr", "Sr", "II", "III", "IV", "V"} {
		if rest, ok := strings.CutPrefix(s, x); ok {
			if r, _ := utf8.DecodeRuneInString(rest); rest == "" || !word(r) {
				return true
			}
		}
	}
	return false
}
