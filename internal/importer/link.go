package importer

import (
	"cmp"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"pressbox/internal/markdown"
)

// maxLinks bounds the links of a text: each that changes makes a copy of it.
const maxLinks = 5000

// mend leads the links of a body to where things are now, and takes from it what the
// site would refuse.
func (m *mover) mend(a *article, body string, line int) string {
	body = printable(body)
	at := func(l int32) int {
		switch {
		case line == 0:
			return a.line
		case int(l) <= len(m.origin) && l > 0:
			return line + m.origin[l-1]
		}
		return line + int(l) - 1
	}
	options := m.site.Config.Markdown
	parts, _ := markdown.Convert([]byte(body), options)
	lines := starts(body)
	slices.SortStableFunc(parts.Links, func(a, b markdown.Link) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	if len(parts.Links) > maxLinks {
		m.note(a.file, at(1), "%s: its text has %d links, more than are looked at; they stay as they are", a.title, len(parts.Links))
		parts.Links = nil
	}
	for i := len(parts.Links) - 1; i >= 0; i-- {
		l := parts.Links[i]
		begin := offset(body, lines, l.Line, l.Column)
		if l.Kind == markdown.Wiki {
			body = body[:begin] + `\` + body[begin:] // brackets, there
			continue
		}
		m.line = at(l.Line)
		to, ok := m.lead(a, l.Dest, l.Kind == markdown.Image)
		switch {
		case !ok && l.Kind == markdown.Image:
			m.note(a.file, at(l.Line), "there is no picture %q; its words stand alone", l.Dest)
			body = unlink(body, begin)
		case !ok:
			m.note(a.file, at(l.Line), "%q leads nowhere; the words stand without a link", l.Dest)
			body = unlink(body, begin)
		case to != l.Dest:
			body = relink(body, begin, l.Dest, to)
		}
	}
	for range 5 {
		parts, _ = markdown.Convert([]byte(body), options)
		lines = starts(body)
		done := true
		for i := len(parts.Faults) - 1; i >= 0 && len(parts.Faults) <= maxLinks; i-- {
			f := parts.Faults[i]
			if f.Rule != "unsafe-link" || f.Line == 0 {
				continue
			}
			done = false
			m.note(a.file, at(f.Line), "%s; the words stand without a link", f.Text)
			body = unlink(body, offset(body, lines, f.Line, f.Column))
		}
		if done {
			break
		}
	}
	for _, f := range parts.Faults {
		switch f.Rule {
		case "raw-html":
			m.note(a.file, at(f.Line), "%s", f.Text+"; "+f.Hint)
		case "too-large", "too-deep":
			if len(body) <= 1<<20 {
				m.note(a.file, at(f.Line), "%s: %s; it stands as code", a.title, f.Text)
				return strings.TrimSpace(fence("", body))
			}
		}
	}
	return body
}

// starts returns where the lines of text begin.
func starts(text string) []int {
	list := []int{0}
	for i := range len(text) {
		if text[i] == '\n' {
			list = append(list, i+1)
		}
	}
	return list
}

// offset returns where a column of a line is.
func offset(text string, lines []int, line, column int32) int {
	i := lines[min(max(int(line)-1, 0), len(lines)-1)]
	for n := int32(1); n < column && i < len(text); n++ {
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
	return i
}

// linkEnd finds the words and the end of a link that begins at text[begin]: of
// [words](…), ![words](…). It reports false for any other.
func linkEnd(text string, begin int) (words string, target, end int, ok bool) {
	i := begin
	if i < len(text) && text[i] == '!' {
		i++
	}
	if i >= len(text) || text[i] != '[' {
		return "", 0, 0, false
	}
	first, depth := i+1, 0
	for ; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
			continue
		case '[':
			depth++
		case ']':
			depth--
		}
		if depth == 0 {
			break
		}
	}
	if i+1 >= len(text) || text[i+1] != '(' {
		return "", 0, 0, false
	}
	words, target = text[first:i], i+2
	depth = 0
	quote := byte(0)
	for i = i + 1; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && (text[i-1] == ' ' || text[i-1] == '\n'):
			quote = c
		case c == '<' && i == target:
			quote = '>'
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return words, target, i + 1, true
			}
		}
	}
	return "", 0, 0, false
}

// unlink leaves the words of a link; where they cannot be told, its brackets are shown.
func unlink(text string, begin int) string {
	if words, _, end, ok := linkEnd(text, begin); ok {
		return text[:begin] + words + text[end:]
	}
	if begin < len(text) && text[begin] == '!' {
		begin++
	}
	return text[:begin] + `\` + text[begin:]
}

// relink puts another destination into a link. One that is given elsewhere, by
// reference, is replaced there.
func relink(text string, begin int, dest, to string) string {
	if strings.ContainsAny(to, " ()<>") {
		to = strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E").Replace(to)
	}
	if _, target, end, ok := linkEnd(text, begin); ok {
		stop := target
		if text[target] == '<' {
			stop += strings.IndexByte(text[target:end], '>') + 1
		} else {
			depth := 0
			for stop < end && text[stop] != ' ' && text[stop] != '\n' && (text[stop] != ')' || depth > 0) {
				switch text[stop] {
				case '(':
					depth++
				case ')':
					depth--
				}
				stop++
			}
		}
		return text[:target] + to + text[stop:]
	}
	reference := regexp.MustCompile(`(?m)^( {0,3}\[[^\]\n]+\]:[ \t]*)<?` + regexp.QuoteMeta(dest) + `>?([ \t]|$)`)
	return reference.ReplaceAllString(text, "${1}"+strings.ReplaceAll(to, "$", "$$")+"${2}")
}

// lead says where a link of the blog leads now. It reports false for one that would
// lead nowhere.
func (m *mover) lead(a *article, dest string, image bool) (to string, ok bool) {
	if address, ok := m.shown(a, dest); ok {
		dest = address
	}
	u, err := url.Parse(dest)
	switch {
	case dest == "" || err != nil || u.Opaque != "":
		return dest, dest != "" // markdown knows what may not stand
	case u.Host == "" && u.Scheme == "" && u.Path == "":
		return dest, true // of this page
	case u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https":
		return dest, true
	case u.Host != "" && !sameHost(u.Host, m.blog.Host):
		if u.Scheme == "" {
			return "https:" + dest, true
		}
		return dest, true
	}
	whole := u.EscapedPath()
	if u.Host == "" && !strings.HasPrefix(whole, "/") {
		if to, ok := m.file(a, whole); ok { // it may lie beside the article
			return to, true
		}
		base := "/"
		if len(a.old) > 0 {
			base = a.old[0]
		}
		if r, err := (&url.URL{Path: base}).Parse(whole); err == nil {
			whole = r.EscapedPath()
		}
	}
	fragment := ""
	if f := u.EscapedFragment(); f != "" {
		fragment = "#" + f
	}
	if target := m.moved[m.key(whole)]; target != nil && !image {
		if target.path == a.path {
			return cmp.Or(fragment, "#top"), true
		}
		if strings.HasPrefix(fragment, "#comment") || strings.HasPrefix(fragment, "#more-") || fragment == "#respond" {
			fragment = ""
		}
		return relative(a.path, target.path) + fragment, true
	}
	here := m.below(cmp.Or(whole, "/"))
	if to, ok := m.file(a, here); ok {
		return to, true
	}
	if to, ok := m.list(here); ok && !image {
		return to, true
	}
	if m.stands(here) {
		return here + fragment, true
	}
	absolute := *m.blog
	absolute.Path, absolute.RawPath, absolute.RawQuery, absolute.Fragment = "", "", "", ""
	old := absolute.String() + whole
	if u.RawQuery != "" {
		old += "?" + u.RawQuery
	}
	switch {
	case m.blog.Host != "" && !sameHost(m.blog.Host, m.site.Config.BaseURL.Host):
		if image {
			m.noteOnce(a.file, m.line, "the picture %s is still at %s: put it at static%s and lead the post there", path.Base(whole), old, here)
		} else {
			m.noteOnce(a.file, m.line, "a link still leads to %s, which has not moved", old)
		}
		return old + fragment, true
	case strings.Contains(here, "/wp-content/"): // no export holds them, and they may come later
		m.noteOnce(a.file, m.line, "%s is not there yet: put it at static%s, else 'pressbox check' names it", here, here)
		return here, true
	}
	return "", false
}

// stands reports whether the site has a page or file at a path.
func (m *mover) stands(at string) bool {
	plain, err := url.PathUnescape(strings.TrimPrefix(at, "/"))
	if err != nil {
		return false
	}
	if plain == "" || strings.HasSuffix(plain, "/") {
		plain += "index.html"
	}
	_, ok := m.site.Plan.Lookup(plain)
	return ok
}

func sameHost(a, b string) bool {
	return b != "" && strings.EqualFold(strings.TrimPrefix(a, "www."), strings.TrimPrefix(b, "www."))
}

// relative returns the way from one file of the site to another.
func relative(from, to string) string {
	a, b := strings.Split(path.Dir(from), "/"), strings.Split(to, "/")
	for len(a) > 0 && len(b) > 1 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	return strings.Repeat("../", len(a)) + strings.Join(b, "/")
}
