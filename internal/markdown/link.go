package markdown

import (
	"strconv"
	"strings"
	"unicode"
)

// schemes that a writer may use. Those of records never reach a page: they are
// resolved to an address of this site, or are a problem.
var schemes = []string{"http", "https", "mailto", "player", "team", "source", "post", "author", "story"}

// fault says what makes dest a destination that no page may lead to; empty when
// nothing does. The list of schemes is one of what is allowed, and any colon before
// the first slash is taken for a scheme's, so that a disguise fools nobody.
func fault(dest string) (text, hint string) {
	head := dest
	if i := strings.IndexAny(dest, "?#"); i >= 0 {
		head = dest[:i]
	}
	switch {
	case strings.IndexFunc(dest, forbiddenInURL) >= 0:
		return "holds a control character", "type the address again"
	case strings.TrimSpace(dest) != dest:
		return "begins or ends in a space", "remove it"
	case strings.Contains(head, `\`):
		return "holds a backslash", "write / between folders"
	case strings.HasPrefix(head, "//"):
		return "names a host without a scheme", "write https:" + quotable(dest)
	}
	scheme, rest, ok := schemeOf(head)
	if !ok {
		return "", ""
	}
	for _, s := range schemes {
		if !strings.EqualFold(s, scheme) {
			continue
		}
		if s[0] == 'h' && (len(rest) < 3 || rest[:2] != "//" || rest[2] == '/') {
			return "names no host", "write " + s + "://host/path"
		}
		return "", ""
	}
	return "has the scheme " + strconv.Quote(scheme), "http, https, mailto and paths of this site are allowed"
}

// Elsewhere reports whether a destination says by itself where it leads: to a host or a
// mailbox.
func Elsewhere(dest string) bool {
	scheme, rest, ok := strings.Cut(dest, ":")
	return ok && rest != "" && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "mailto"))
}

// Safe reports whether a page may lead to url: an http, https or mailto address
// with a host, or a path of this site.
func Safe(url string) bool {
	if url == "" {
		return false
	}
	if text, _ := fault(url); text != "" {
		return false
	}
	head := url
	if i := strings.IndexAny(url, "?#"); i >= 0 {
		head = url[:i]
	}
	scheme, _, ok := schemeOf(head)
	return !ok || strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "mailto")
}

// schemeOf cuts the scheme off an address without query and fragment.
func schemeOf(head string) (scheme, rest string, ok bool) {
	i := strings.IndexAny(head, ":/")
	if i < 0 || head[i] != ':' {
		return "", "", false
	}
	return head[:i], head[i+1:], true
}

// forbiddenInURL reports whether r must not stand in an address. Browsers drop tabs
// and newlines wherever they stand; marks that turn the direction of writing
// make an address look like another.
func forbiddenInURL(r rune) bool {
	return unicode.IsControl(r) || r == unicode.ReplacementChar || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// quotable cuts s to a length that a message can bear.
func quotable(s string) string {
	const most = 80
	n := 0
	for i := range s {
		if n++; n > most {
			return s[:i] + "…"
		}
	}
	return s
}

// appendURL appends url as the value of an attribute, with what may not stand in
// an address encoded.
func appendURL(dst []byte, url string) []byte {
	const hex = "0123456789ABCDEF"
	// Brackets stand for themselves in the host of an IPv6 address only.
	host := 0
	if i := strings.Index(url, "://"); i > 0 && i < 10 {
		host = i + 3
		if j := strings.IndexAny(url[host:], "/?#"); j >= 0 {
			host += j
		} else {
			host = len(url)
		}
	}
	fragment := strings.IndexByte(url, '#')
	for i := range len(url) {
		c := url[i]
		switch {
		case c == '&':
			dst = append(dst, "&amp;"...)
		case c == '\'':
			dst = append(dst, "&#39;"...)
		case c == '%' && !(i+2 < len(url) && isHex(url[i+1]) && isHex(url[i+2])),
			c == '[' && i >= host, c == ']' && i >= host, c == '#' && i > fragment,
			c <= ' ', c >= 0x7f, strings.IndexByte("\"<>\\^`{|}", c) >= 0:
			dst = append(dst, '%', hex[c>>4], hex[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}
