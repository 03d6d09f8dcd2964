package importer

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"pressbox/internal/markdown"
)

// legible returns text on one line without what no format prints.
func legible(text string) string {
	return strings.Join(strings.Fields(printable(text)), " ")
}

// printable returns text without control characters, marks that turn the direction of
// writing, and invalid bytes.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r == utf8.RuneError || r == 0xfffe || r == 0xffff || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, strings.ReplaceAll(text, "\r\n", "\n"))
}

// fence returns text as a block of code. It has as many lines as a text with marks of
// its own around it.
func fence(lang, text string) string {
	marks := "```"
	for strings.Contains(text, marks) {
		marks += "`"
	}
	if !strings.HasPrefix(text, "\n") {
		text = "\n" + text
	}
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return marks + lang + text + marks
}

// moreMark is where a summary ends.
var moreMark = regexp.MustCompile(`^\s*<!--\s*more\s*-->\s*$`)

// tidy returns Markdown with one empty line where several stand outside of code.
func tidy(src string) string {
	var out []string
	outside(src, func(_ int, text string, code bool) {
		if !code && moreMark.MatchString(text) {
			text = ""
		}
		if code || strings.TrimSpace(text) != "" || len(out) > 0 && out[len(out)-1] != "" {
			out = append(out, strings.TrimRight(text, "\n"))
		}
	})
	return strings.Join(out, "\n")
}

// summary returns Markdown or HTML as plain text; nothing of what a program makes.
func summary(text string) string {
	if strings.Contains(text, "{%") || strings.Contains(text, "{{") {
		return ""
	}
	parts, _ := markdown.Convert([]byte(words(text)), markdown.Options{})
	return parts.Summary
}

// outside calls do with every line of Markdown and whether it stands in a block of code.
func outside(src string, do func(n int, text string, code bool)) {
	fence := ""
	for n, text := range strings.Split(src, "\n") {
		trimmed := strings.TrimLeft(text, " ")
		mark := ""
		if len(trimmed) >= 3 && (trimmed[0] == '`' || trimmed[0] == '~') {
			mark = trimmed[:len(trimmed)-len(strings.TrimLeft(trimmed, trimmed[:1]))]
		}
		switch {
		case fence == "" && len(mark) >= 3:
			fence = mark
			do(n, text, true)
		case fence != "":
			if strings.HasPrefix(mark, fence) && strings.TrimSpace(trimmed) == mark {
				fence = ""
			}
			do(n, text, true)
		default:
			do(n, text, strings.HasPrefix(text, "    ") || strings.HasPrefix(text, "\t"))
		}
	}
}

// short returns text as messages can bear it.
func short(text string) string {
	text = legible(text)
	if r := []rune(text); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return text
}

// A template is text in which marks of a program stand, to be replaced one by one.
type template struct {
	out     strings.Builder
	rest    string // not yet looked at
	line    int    // on which rest begins
	missing map[*regexp.Regexp]bool
}

// next goes to the next mark and returns the parts that its expression names, and its
// line. What stands before it is written. It reports false when all is written.
func (t *template) next(mark *regexp.Regexp) (parts []string, line int, ok bool) {
	at := mark.FindStringSubmatchIndex(t.rest)
	if at == nil {
		t.out.WriteString(t.take(len(t.rest)))
		return nil, t.line, false
	}
	for i := 0; i < len(at); i += 2 {
		part := ""
		if at[i] >= 0 {
			part = t.rest[at[i]:at[i+1]]
		}
		parts = append(parts, part)
	}
	t.out.WriteString(t.take(at[0]))
	line = t.line
	t.take(at[1] - at[0])
	return parts, line, true
}

// until takes what stands before a mark that ends something, and that mark. It reports
// false, and takes nothing, when there is none from here on.
func (t *template) until(end *regexp.Regexp) (inside string, ok bool) {
	if t.missing[end] {
		return "", false
	}
	at := end.FindStringIndex(t.rest)
	if at == nil {
		if t.missing == nil {
			t.missing = map[*regexp.Regexp]bool{}
		}
		t.missing[end] = true
		return "", false
	}
	return t.take(at[1])[:at[0]], true
}

func (t *template) take(n int) string {
	text := t.rest[:n]
	t.line += strings.Count(text, "\n")
	t.rest = t.rest[n:]
	return text
}
