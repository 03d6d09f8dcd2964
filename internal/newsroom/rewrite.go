package newsroom

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// An Edit puts an id where a name stands.
type Edit struct {
	Line, Column int    // of the name, as in a Guess
	Text         string // the name as written
	ID           string
}

// Edit returns the edit that settles g; Chosen must not be empty.
func (g Guess) Edit() Edit { return Edit{g.Line, g.Column, g.Text, g.Chosen} }

// Rewrite puts ids into src, a document in YAML, TOML or JSON, and keeps every
// other byte. Quotes stay as they are; [[Name]] in a body becomes [[id|Name]].
// It fails, and src is unchanged, when a name does not stand at its place.
func Rewrite(src []byte, edits []Edit) ([]byte, error) {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b Edit) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column)) })
	out := make([]byte, 0, len(src)+16*len(edits))
	done := 0
	for i, e := range edits {
		if i > 0 && e == edits[i-1] {
			continue
		}
		at, ok := offset(src, e.Line, e.Column)
		if !ok || at < done {
			return nil, fmt.Errorf("line %d, column %d: the file has changed", e.Line, e.Column)
		}
		from, to, text, ok := locate(src, at, e)
		if !ok || from < done {
			return nil, fmt.Errorf("line %d, column %d: %q does not stand there; write %s by hand", e.Line, e.Column, e.Text, e.ID)
		}
		out = append(append(out, src[done:from]...), text...)
		done = to
	}
	return append(out, src[done:]...), nil
}

// offset returns where a line and column, counted in characters from 1, begin.
func offset(src []byte, line, column int) (int, bool) {
	if line < 1 || column < 1 {
		return 0, false
	}
	at := 0
	for range line - 1 {
		i := bytes.IndexAny(src[at:], "\r\n")
		if i < 0 {
			return 0, false
		}
		at += i + 1
		if src[at-1] == '\r' && at < len(src) && src[at] == '\n' {
			at++
		}
	}
	if line == 1 {
		at += len(src) - len(bytes.TrimPrefix(src, []byte("\ufeff")))
	}
	for range column - 1 {
		if at >= len(src) || src[at] == '\n' || src[at] == '\r' {
			return 0, false
		}
		_, size := utf8.DecodeRune(src[at:])
		at += size
	}
	return at, at < len(src) && src[at] != '\n' && src[at] != '\r'
}

// locate returns the bytes that the edit replaces, and by what.
func locate(src []byte, at int, e Edit) (from, to int, text string, ok bool) {
	line := src[at:]
	if i := bytes.IndexAny(line, "\r\n"); i >= 0 {
		line = line[:i]
	}
	if bytes.HasPrefix(line, []byte("[[")) {
		return locateWiki(src[at+2:], at+2, e, barred(src[:at], line))
	}
	quote := line[0]
	switch {
	case quote == '"' || quote == '\'':
	case quote == '>' || quote == '|': // a block of YAML begins on the next line
		below := src[at+len(line):]
		return locatePlain(src, len(src)-len(bytes.TrimLeft(below, " \t\r\n")), e)
	case at > 0 && (src[at-1] == '"' || src[at-1] == '\''):
		at--
		quote = src[at]
	default:
		return locatePlain(src, at, e)
	}
	if three := []byte{quote, quote, quote}; bytes.HasPrefix(src[at:], three) { // of TOML
		end := bytes.Index(src[at+3:], three)
		return at + 3, at + 3 + max(end, 0), e.ID, end >= 0 && means(unquote(src[at+3:at+3+end], quote), e.Text)
	}
	for i := at + 1; i < len(src); i++ {
		switch {
		case quote == '"' && src[i] == '\\':
			i++
		case src[i] != quote:
		case quote == '\'' && i+1 < len(src) && src[i+1] == '\'':
			i++
		default:
			return at + 1, i, e.ID, means(unquote(src[at+1:i], quote), e.Text)
		}
	}
	return 0, 0, "", false
}

// locatePlain finds a scalar without quotes: the longest text at a place that is the
// name, for it may hold what ends another, and go on on the next line.
func locatePlain(src []byte, at int, e Edit) (from, to int, text string, ok bool) {
	const indents = 200 // bytes that lines may begin with
	for end := min(len(src), at+4*len(e.Text)+indents); end > at; end-- {
		if end < len(src) && !utf8.RuneStart(src[end]) || !means(string(src[at:end]), e.Text) {
			continue
		}
		end = at + len(bytes.TrimRight(src[at:end], " \t\r\n"))
		if rest := bytes.TrimLeft(src[end:], " \t"); len(rest) > 0 && !bytes.ContainsRune([]byte(",]}#\r\n"), rune(rest[0])) {
			return 0, 0, "", false
		}
		id := e.ID
		if id == "null" || id == "~" {
			id = `"` + id + `"`
		}
		return at, end, id, true
	}
	return 0, 0, "", false
}

// locateWiki finds the name in [[Name]], [[Name|text]] or [[player:Name]], with which
// inner begins and which may go on on the next line. In a row of a table the bar that
// is put in is escaped.
func locateWiki(inner []byte, at int, e Edit, table bool) (from, to int, text string, ok bool) {
	end := bytes.Index(inner, []byte("]]"))
	if end < 0 {
		return 0, 0, "", false
	}
	name, bar := string(inner[:end]), false
	if i := strings.IndexByte(name, '|'); i >= 0 {
		name, bar = strings.TrimSuffix(name[:i], `\`), true
	}
	to = at + len(name)
	if !means(wrap.ReplaceAllString(name, " "), e.Text) {
		i := strings.IndexByte(name, ':') + 1
		name, at = name[i:], at+i
		if i == 0 || !means(wrap.ReplaceAllString(name, " "), e.Text) {
			return 0, 0, "", false
		}
	}
	name = wrap.ReplaceAllString(name, " ")
	shown, _ := cutQualifier(strings.TrimSpace(name))
	switch {
	case bar:
		return at, to, e.ID, true
	case table:
		return at, to, e.ID + `\|` + shown, true
	}
	return at, to, e.ID + "|" + shown, true
}

// wrap matches where a paragraph goes on on the next line, also in a quotation.
var wrap = regexp.MustCompile(`[ \t]*\r?\n[ \t>]*`)

var wikis = regexp.MustCompile(`\[\[[^\[\]]*\]\]`)

// barred reports whether a line, of which before ends with the beginning, holds a bar
// outside of [[…]], as a row of a table does.
func barred(before, line []byte) bool {
	line = slices.Concat(before[bytes.LastIndexAny(before, "\r\n")+1:], line)
	return bytes.IndexByte(wikis.ReplaceAll(line, nil), '|') >= 0
}

// means reports whether a text of a file is the text that was read.
func means(written, read string) bool {
	return written == read || oneLine(norm.NFC.String(strings.TrimSpace(written))) == read
}

// unquote undoes the escapes that a name is likely to hold; with others the name
// is not recognised, and left alone.
func unquote(b []byte, quote byte) string {
	if quote == '\'' {
		return strings.ReplaceAll(string(b), "''", "'")
	}
	if bytes.IndexByte(b, '\\') < 0 {
		return string(b)
	}
	var out []byte
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' || i+1 == len(b) {
			out = append(out, b[i])
			continue
		}
		i++
		width := map[byte]int{'u': 4, 'U': 8, 'x': 2}[b[i]]
		if width == 0 || i+width >= len(b) {
			out = append(out, b[i])
			continue
		}
		r := rune(0)
		for _, c := range b[i+1 : i+1+width] {
			r <<= 4
			switch {
			case '0' <= c && c <= '9':
				r |= rune(c - '0')
			case 'a' <= c|0x20 && c|0x20 <= 'f':
				r |= rune(c|0x20-'a') + 10
			}
		}
		out = utf8.AppendRune(out, r)
		i += width
	}
	return string(out)
}
