package render

import (
	"bytes"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// absolute appends to dst the HTML of a page, with every address in it as it is
// valid elsewhere: what writers put there as HTML passes through conversion as it is.
func absolute(dst *bytes.Buffer, src []byte, page string) {
	base, err := url.Parse(page)
	if err != nil {
		base = &url.URL{}
	}
	absoluteIn(dst, src, base, 0)
}

// maxSrcdoc is how many documents may lie in each other's frames. What lies deeper is
// left out, or each would take as long as all of those around it.
const maxSrcdoc = 3

// absoluteIn is absolute for the document at a depth.
func absoluteIn(dst *bytes.Buffer, src []byte, base *url.URL, depth int) {
	z := html.NewTokenizer(bytes.NewReader(src))
	within := "" // the last tag
	for {
		kind := z.Next()
		if kind == html.TextToken && within == "style" {
			dst.WriteString(style(base, string(z.Raw())))
			continue
		}
		if kind == html.CommentToken && bytes.HasPrefix(z.Raw(), []byte("<!--")) { // a feed needs none; gone, it would join what is around it
			dst.WriteString("<!---->")
			continue
		}
		within = ""
		from := dst.Len()
		dst.Write(z.Raw())
		if kind == html.ErrorToken {
			return
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		tag, changed := z.Token(), false
		within = tag.Data
		if within == "noscript" { // readers run no scripts, so that to them it holds HTML
			z.NextIsNotRawText()
		}
		for i := range tag.Attr {
			a := &tag.Attr[i]
			if value := absoluteValue(base, tag.Data, a, depth); value != a.Val {
				a.Val, changed = value, true
			}
		}
		if changed { // what is absolute already stays as it was written
			dst.Truncate(from)
			dst.WriteString(tag.String())
		}
	}
}

// absoluteValue returns the value of an attribute with the addresses in it absolute.
func absoluteValue(base *url.URL, tag string, a *html.Attribute, depth int) string {
	switch a.Key {
	case "href", "src", "poster", "cite", "action", "formaction", "background", "longdesc", "manifest", "xlink:href", "codebase", "itemid":
		return resolve(base, a.Val)
	case "data":
		if tag == "object" {
			return resolve(base, a.Val)
		}
	case "ping":
		list := strings.Fields(a.Val)
		for i := range list {
			list[i] = resolve(base, list[i])
		}
		return strings.Join(list, " ")
	case "srcset", "imagesrcset":
		return srcset(base, a.Val)
	case "style":
		return style(base, a.Val)
	case "srcdoc":
		var b bytes.Buffer
		if depth < maxSrcdoc {
			absoluteIn(&b, []byte(a.Val), base, depth+1)
		}
		return b.String()
	}
	return a.Val
}

// inStyle finds the addresses in a style sheet, with what stands before and after each.
var inStyle = regexp.MustCompile(`(?i)(url\(\s*"|@import\s+")([^"]*)(")|(url\(\s*'|@import\s+')([^']*)(')|(url\(\s*)([^"'()\s][^"'()\s]*)(\s*\))`)

// style resolves the addresses in a style sheet.
func style(base *url.URL, sheet string) string {
	return inStyle.ReplaceAllStringFunc(sheet, func(found string) string {
		m := inStyle.FindStringSubmatch(found)
		for i := 1; i < len(m); i += 3 {
			if m[i] != "" {
				return m[i] + resolve(base, m[i+1]) + m[i+2]
			}
		}
		return found
	})
}

// srcset resolves the addresses of pictures that stand with their widths. A comma
// may be part of an address, but not its end.
func srcset(base *url.URL, list string) string {
	var out []string
	for {
		list = strings.TrimLeft(list, " \t\n\f\r,")
		if list == "" {
			return strings.Join(out, ", ")
		}
		end := strings.IndexAny(list, " \t\n\f\r")
		if end < 0 {
			end = len(list)
		}
		address, size := list[:end], ""
		if trimmed := strings.TrimRight(address, ","); trimmed != address {
			address, list = trimmed, list[end:]
		} else {
			size, list, _ = strings.Cut(list[end:], ",")
		}
		out = append(out, strings.TrimSpace(resolve(base, address)+" "+strings.TrimSpace(size)))
	}
}

// resolve returns an address as it is valid anywhere. One that cannot be read leads
// to the page itself.
func resolve(base *url.URL, address string) string {
	u, err := url.Parse(strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' {
			return -1
		}
		return r
	}, strings.TrimSpace(address)))
	if err != nil {
		return base.String()
	}
	if u.IsAbs() {
		return address
	}
	return base.ResolveReference(u).String()
}
