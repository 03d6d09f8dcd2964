package plan

import (
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"pressbox/internal/config"
)

// A place is where a file lies: its path below the output folder and its address
// with the base path.
type place struct {
	path, url string
}

// at returns the place of a file below base. A path that ends in a slash, or none
// at all, is a folder, and the file its index.html.
func at(base, rel string) place {
	const index = "index.html"
	if rel == "" || rel[len(rel)-1] == '/' {
		if !needsEscape(rel) {
			whole := base + rel + index // one string that both share
			return place{path: whole[len(base):], url: whole[:len(whole)-len(index)]}
		}
		return place{path: rel + index, url: base + escape(rel)}
	}
	if !needsEscape(rel) {
		whole := base + rel
		return place{path: whole[len(base):], url: whole}
	}
	return place{path: rel, url: base + escape(rel)}
}

// ordinary reports whether c is one of the bytes that most paths are made of.
func ordinary(c byte) bool {
	return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '/' || c == '.'
}

// plainByte reports whether c stands for itself in the path of an address.
func plainByte(c byte) bool {
	return ordinary(c) || 'A' <= c && c <= 'Z' || strings.IndexByte("_~!$'()*+,;=@", c) >= 0
}

func needsEscape(path string) bool {
	for i := range len(path) {
		if !plainByte(path[i]) {
			return true
		}
	}
	return false
}

func escape(path string) string {
	var b strings.Builder
	for i := range len(path) {
		if c := path[i]; plainByte(c) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// typed returns what a writer typed below the base as an address: what none may hold, such
// as spaces, percent-encoded; what is encoded already stays.
func typed(rel string) string {
	odd := func(i int) bool {
		c := rel[i]
		hex := i+2 < len(rel) && strings.Trim(rel[i+1:i+3], "0123456789abcdefABCDEF") == ""
		return c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>[\\]^`{|}", c) >= 0 || c == '%' && !hex
	}
	i := 0
	for i < len(rel) && !odd(i) {
		i++
	}
	if i == len(rel) { // nearly always
		return rel
	}
	var b strings.Builder
	b.WriteString(rel[:i])
	for ; i < len(rel); i++ {
		if odd(i) {
			fmt.Fprintf(&b, "%%%02X", rel[i])
		} else {
			b.WriteByte(rel[i])
		}
	}
	return b.String()
}

// A permalink is the pattern of the posts' addresses, taken apart.
type permalink []string // :year, :month, :day, :slug, and what stands between them

func parsePermalink(p config.Permalink) permalink {
	s := strings.TrimPrefix(string(p), "/")
	if s == "" {
		s = ":year/:month/:slug/"
	}
	var parts permalink
	for s != "" {
		i := strings.IndexByte(s, ':')
		if i < 0 {
			return append(parts, s)
		}
		if i > 0 {
			parts = append(parts, s[:i])
			s = s[i:]
		}
		n := 1
		for n < len(s) && 'a' <= s[n] && s[n] <= 'z' {
			n++
		}
		parts = append(parts, s[:n])
		s = s[n:]
	}
	return parts
}

// appendTo appends the path of a post.
func (p permalink) appendTo(dst []byte, t time.Time, slug string) []byte {
	year, month, day := t.Date()
	for _, part := range p {
		switch part {
		case ":year":
			dst = appendDigits(dst, year, 4)
		case ":month":
			dst = appendDigits(dst, int(month), 2)
		case ":day":
			dst = appendDigits(dst, day, 2)
		case ":slug":
			dst = append(dst, slug...)
		default:
			dst = append(dst, part...)
		}
	}
	return dst
}

// PostPath returns the path, below the base, of the page of a post that is dated t in
// the site's zone.
func PostPath(p config.Permalink, t time.Time, slug string) string {
	return at("", string(parsePermalink(p).appendTo(nil, t, slug))).path
}

// AliasPath returns the path, below the base, of the page at an old address.
func AliasPath(address string) string { return at("", aliasPath(address)).path }

// Reserved reports whether lists of a site have the page at a path below the base, or
// may come to have it: an index, a year, a month or a page of one.
func Reserved(path string) bool {
	parts := strings.Split(strings.TrimSuffix(path, "/index.html"), "/")
	switch parts[0] {
	case "players", "teams", "sources", "authors", "tags", "stories", "transactions", "search", "archive", "page":
		return len(parts) <= 2
	}
	number := func(s string, digits int) bool { return len(s) == digits && strings.Trim(s, "0123456789") == "" }
	if !number(parts[0], 4) {
		return false
	}
	return len(parts) == 1 || number(parts[1], 2) && (len(parts) == 2 || parts[2] == "page")
}

func appendDigits(dst []byte, n, width int) []byte {
	for i, div := width, pow10(width-1); i > 0; i, div = i-1, div/10 {
		dst = append(dst, byte('0'+n/div%10))
	}
	return dst
}

func pow10(n int) int {
	p := 1
	for range n {
		p *= 10
	}
	return p
}

// fold returns what two paths share that a file system or a host may take for
// one: case and the composition of letters do not tell files apart everywhere.
func fold(path string) string {
	for i := range len(path) {
		if c := path[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return norm.NFC.String(strings.ToLower(norm.NFC.String(path)))
		}
	}
	return path
}

// unsafePath says why path cannot be published on every file system and host;
// "" when it can.
func unsafePath(path string) string {
	if path == "" {
		return "it is empty"
	}
	if !utf8.ValidString(path) {
		return "it is not UTF-8"
	}
	if len(path) > 900 {
		return "it is longer than 900 bytes"
	}
	start, odd := 0, false
	for i := 0; i <= len(path); i++ {
		if i < len(path) && path[i] != '/' {
			odd = odd || !ordinary(path[i])
			continue
		}
		seg := path[start:i]
		if seg == "index.html" && i < len(path) {
			return "a folder cannot be called index.html"
		}
		if why := unsafeSegment(seg, odd); why != "" {
			return why
		}
		start, odd = i+1, false
	}
	return ""
}

// unsafeSegment says why s cannot be the name of a file or folder; odd tells that
// it holds other than ordinary bytes.
func unsafeSegment(s string, odd bool) string {
	switch s {
	case "":
		return "a folder in it has no name"
	case ".", "..":
		return `"` + s + `" is not the name of a file`
	}
	if len(s) > 200 {
		return "a name in it is longer than 200 bytes"
	}
	if odd {
		for _, r := range s {
			switch {
			case r < 0x20 || 0x7f <= r && r < 0xa0:
				return "it holds a control character"
			case r < utf8.RuneSelf && strings.ContainsRune(`\:*?"<>|#%`, r):
				return fmt.Sprintf("%q cannot stand in the name of a file everywhere", r)
			}
		}
	}
	if last := s[len(s)-1]; last == '.' || last == ' ' {
		return "a name in it ends in a dot or a space"
	}
	if device(s) {
		return fmt.Sprintf("%q is the name of a device on Windows", s)
	}
	return ""
}

// device reports whether Windows takes s for a device, whatever its extension.
func device(s string) bool {
	stem := s
	if i := strings.IndexByte(s, '.'); i >= 0 {
		stem = strings.TrimRight(s[:i], " ")
	}
	switch len(stem) {
	case 3:
		switch strings.ToLower(stem) {
		case "con", "prn", "aux", "nul":
			return true
		}
	case 4:
		if c := stem[3]; '1' <= c && c <= '9' {
			l := strings.ToLower(stem[:3])
			return l == "com" || l == "lpt"
		}
	}
	return false
}

// aliasPath turns an old address as written into the path of a file below the
// base. Whether that can be published is seen when all files are known.
func aliasPath(written string) string {
	s := strings.TrimLeft(written, "/")
	if plain, err := url.PathUnescape(s); err == nil {
		s = plain
	}
	s = norm.NFC.String(s)
	if s == "index.html" || strings.HasSuffix(s, "/index.html") {
		s = strings.TrimSuffix(s, "index.html")
	}
	if s == "" || strings.HasSuffix(s, "/") || strings.HasSuffix(s, ".html") || strings.HasSuffix(s, ".htm") {
		return s
	}
	return s + "/"
}
