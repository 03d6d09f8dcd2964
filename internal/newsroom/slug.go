package newsroom

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gosimple/unidecode"
	"golang.org/x/text/unicode/norm"
)

// Slug makes of a name or title what can be part of an address: a-z, 0-9 and single
// hyphens. It may be empty. Marks inside a word are dropped and not turned into
// hyphens, and initials stand together: D’Andre Swift is dandre-swift, and C. J.
// Mosley is cj-mosley like C.J. Mosley.
func Slug(text string) string {
	if isSlug(text) {
		return text
	}
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			text = unidecode.Unidecode(norm.NFC.String(text))
			break
		}
	}
	b := make([]byte, 0, len(text))
	gap, initial := false, false // initial: a lone letter and a stop have just been read
	word := 0                    // letters and digits since the last gap
	for i := range len(text) {
		c := text[i]
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
		case c == '.':
			initial = word == 1
			continue
		case c == '\'', c == '`', c == '"':
			continue
		default:
			if word > 0 {
				gap = true
			}
			word = 0
			continue
		}
		if gap && !(initial && loneLetter(text[i:])) {
			b = append(b, '-')
		}
		gap, initial = false, false
		b = append(b, c)
		word++
	}
	return string(b)
}

// isSlug reports whether s is words of a-z and 0-9 with single hyphens between.
func isSlug(s string) bool {
	last := byte('-')
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && (c != '-' || last == '-') {
			return false
		}
		last = c
	}
	return last != '-'
}

// loneLetter reports whether text begins with an initial: one letter and a stop.
func loneLetter(text string) bool { return len(text) > 1 && text[1] == '.' }

// maxSlug bounds what becomes a file's name; file systems allow 255 bytes.
const maxSlug = 150

// segmentFault says why a part of an address cannot be published safely on every
// file system; it is empty when it can.
func segmentFault(s string) string {
	switch {
	case s == "":
		return "is empty"
	case len(s) > maxSlug:
		return fmt.Sprintf("is longer than %d bytes", maxSlug)
	case s == "." || s == "..":
		return "leads to another folder"
	case strings.HasSuffix(s, ".") || strings.HasSuffix(s, " ") || strings.HasPrefix(s, " "):
		return "begins or ends with a space or stop"
	case device(s):
		return "is the name of a device on Windows"
	}
	for _, r := range s {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\u2028', r == '\u2029', r == utf8.RuneError:
			return "holds a control character"
		case strings.ContainsRune(`/\:*?"<>|#%`, r):
			return fmt.Sprintf("holds %q", r)
		}
	}
	return ""
}

// device reports whether Windows keeps a name for itself, with any extension.
func device(s string) bool {
	s, _, _ = strings.Cut(s, ".")
	switch s = strings.ToLower(strings.TrimSpace(s)); s {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(s) == 4 && (s[:3] == "com" || s[:3] == "lpt") && s[3] >= '0' && s[3] <= '9'
}

// slugFault says why a post cannot have slug; it is empty when it can.
func slugFault(slug string) string {
	if isSlug(slug) && len(slug) > len("index") && len(slug) <= maxSlug { // nearly all; what is kept is short
		return ""
	}
	if why := segmentFault(slug); why != "" {
		return why
	}
	switch slug {
	case "index", "page", "feed.xml", "index.html":
		return "is kept for this program's own files"
	}
	for i := range len(slug) {
		if c := slug[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.' {
			return "holds other characters than a-z, 0-9 and hyphens"
		}
	}
	if slug[0] == '.' || slug[0] == '_' {
		return "begins with a stop or underscore" // hosts hide such files
	}
	return ""
}

// AliasFault says why an old address cannot be an alias; it is empty when it can.
func AliasFault(s string) string {
	switch {
	case s == "":
		return "is empty"
	case !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//"):
		return "does not begin with one slash"
	case s == "/":
		return "is the front page"
	case len(s) > 1000:
		return "is longer than 1000 bytes"
	case strings.ContainsAny(s, "?#"):
		return "holds a ? or #, which never reach a file"
	}
	plain, err := url.PathUnescape(s)
	if err != nil {
		return "holds a % that encodes nothing"
	}
	plain = strings.TrimSuffix(plain[1:], "/")
	for part := range strings.SplitSeq(plain, "/") {
		if part == "" {
			return "holds empty parts"
		}
		if why := segmentFault(part); why != "" {
			return fmt.Sprintf("has a part %q that %s", part, why)
		}
	}
	return ""
}

// NameFault says why text cannot be the name of anybody or anything that gets an
// address; it is empty when it can.
func NameFault(text string) string {
	slug := Slug(text)
	switch {
	case slug == "":
		return "holds no letter or digit that an address can be made of"
	case len(slug) > maxSlug:
		return fmt.Sprintf("is longer than %d letters", maxSlug)
	case strings.Contains(text, `\`), strings.Contains(text, "../"), strings.Contains(text, "/.."), strings.HasPrefix(text, "/"), strings.HasSuffix(text, "/"),
		len(text) > 2 && text[1] == ':' && text[2] == '/', strings.Contains(strings.ToLower(text), "%2e"):
		return "looks like a path"
	case device(slug):
		return "would make an address that is the name of a device on Windows"
	case slug == "page" || slug == "index":
		return "would make an address that is kept for this program's own files"
	}
	return controlFault(text)
}

// controlFault says that text holds a character that no format prints; it is
// empty when it does not.
func controlFault(text string) string {
	for _, r := range text {
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0x7f || 0x80 <= r && r < 0xa0 || r == 0xfffe || r == 0xffff {
			return fmt.Sprintf("holds the control character U+%04X", r)
		}
	}
	return ""
}

// oneLine returns text with every run of white space as one space.
func oneLine(text string) string {
	plain := true
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == ' ' && (i == 0 || i == len(text)-1 || text[i-1] == ' ') {
			plain = false
			break
		}
	}
	if plain {
		return text
	}
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }), " ")
}

// webFault says why text cannot be a link to the web; it is empty when it can.
func webFault(text string) string {
	for _, r := range text {
		if r <= 0x20 || r == 0x7f || 0x80 <= r && r <= 0xa0 || strings.ContainsRune("\\\"<>`", r) || unicode.IsSpace(r) {
			return fmt.Sprintf("it holds %q", r)
		}
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return "it cannot be read"
	case u.Scheme != "http" && u.Scheme != "https":
		return "it does not begin with https:// or http://"
	case u.Hostname() == "":
		return "it names no host"
	}
	return ""
}
