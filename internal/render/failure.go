package render

import (
	"errors"
	"fmt"
	"html/template"
	"path"
	"regexp"
	"strconv"
	"strings"
	"text/template/parse"
	"unicode"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"pressbox/internal/problem"
)

// A Failure is a template that could not be executed.
type Failure struct{ Problem problem.Problem }

func (f *Failure) Error() string { return f.Problem.String() }

// A mistake is what a template function says when it was called wrongly. The
// template's place is added where it is called.
type mistake struct{ rule, text, hint string }

func (m *mistake) Error() string { return m.text }

func mistakef(rule, hint, format string, args ...any) error {
	if rule == "" {
		rule = problem.BrokenTemplate
	}
	return &mistake{rule, fmt.Sprintf(format, args...), hint}
}

// A trouble is an error of the machine that passes through a template.
type trouble struct{ err error }

func (t *trouble) Error() string { return t.err.Error() }

var (
	executionError = regexp.MustCompile(`(?s)^(?:html/)?template: ?([^:]+):(\d+):(\d+): (?:executing "[^"]*" at <.*?>: )?(.*)$`)
	syntaxError    = regexp.MustCompile(`(?s)^template: ?([^:]+):(\d+): (.*)$`)
	missingField   = regexp.MustCompile(`can't evaluate field (\w+) in type \*?(?:[\w\[\]]*\.)?([\w.]+)`)
	quotedToken    = regexp.MustCompile(`(?:unexpected|bad|undefined|function) (?:"((?:[^"\\]|\\.)*)"|<([^>]*)>|\{\{(\w+)\}\})`)
	calling        = regexp.MustCompile(`^error calling (\w+): `)
)

var (
	errEndless = errors.New("a page without end")
	errIdle    = errors.New("a range without end")
)

// failure makes a Failure with its place of what executing a template returned.
// What is not the template's fault is returned as it is. name is the page's file,
// or that of the frame or card.
func (t *Theme) failure(name string, err error) error {
	var inner *Failure
	if errors.As(err, &inner) { // in a frame or card; it knows its place
		return inner
	}
	var machine *trouble
	if errors.As(err, &machine) {
		return machine.err
	}
	if endless := errors.Is(err, errEndless); endless || errors.Is(err, errIdle) { // what writes does not know its place
		text := fmt.Sprintf("the page is made of more than %d million texts", maxTexts>>20)
		if endless {
			text = fmt.Sprintf("the page grows beyond %d MiB", maxPage>>20)
		}
		return &Failure{problem.New(problem.BrokenTemplate, path.Join(folder, name), 0, 0, text, "look for a {{range}} over more than is meant, here or in base.html")}
	}
	said := err.Error()
	var escape *template.Error
	if errors.As(err, &escape) {
		if escape.Node == nil { // found at the end
			text, hint := lower(escape.Description), ""
			if escape.ErrorCode == template.ErrEndContext {
				text, hint = "the page ends inside of a tag, an attribute, a script or a style", "look for a quote or a tag that is not closed, here or in base.html"
			}
			return &Failure{problem.New(problem.BrokenTemplate, path.Join(folder, name), escape.Line, 0, text, hint)}
		}
		place, _ := (*parse.Tree)(nil).ErrorContext(escape.Node)
		said = "template: " + place + ": " + escape.Description
	}
	m := executionError.FindStringSubmatch(said)
	if m == nil {
		return err
	}
	s := t.sources[m[1]]
	p := problem.New(problem.BrokenTemplate, path.Join(folder, m[1]), 0, 0, m[4], "")
	p.Line, _ = strconv.Atoi(m[2])
	if bytes, _ := strconv.Atoi(m[3]); s != nil {
		p.Column = column(s.text, p.Line, bytes)
	}
	var wrong *mistake
	if errors.As(err, &wrong) {
		p = problem.New(wrong.rule, p.File, p.Line, p.Column, wrong.text, wrong.hint)
	} else if f := missingField.FindStringSubmatch(p.Text); f != nil {
		p.Text = fmt.Sprintf("there is no %q in %s", f[1], f[2])
		p.Hint = didYouMeanOr(f[1], fieldsOf(f[2]), "pressbox help templates lists what there is")
	}
	p.Text = lower(calling.ReplaceAllString(p.Text, ""))
	return &Failure{p}
}

// column turns an offset of bytes in a line into a column of characters.
func column(text string, line, offset int) int {
	for range line - 1 {
		_, text, _ = strings.Cut(text, "\n")
	}
	text, _, _ = strings.Cut(text, "\n")
	return 1 + utf8.RuneCountInString(text[:min(offset, len(text))])
}

// syntaxProblem says where s cannot be parsed. The parser knows the line; the
// column is that of what it stumbled over, where it names it.
func (s *source) syntaxProblem(err error) problem.Problem {
	p := problem.New(problem.BrokenTemplate, s.file(), 0, 0, err.Error(), "")
	m := syntaxError.FindStringSubmatch(p.Text)
	if m == nil {
		return p
	}
	p.Line, _ = strconv.Atoi(m[2])
	p.Text = lower(m[3])
	lines := strings.Split(s.text, "\n")
	if p.Line < 1 || p.Line > len(lines) {
		return p
	}
	line := lines[p.Line-1]
	at := strings.Index(line, "{{")
	if q := quotedToken.FindStringSubmatch(p.Text); q != nil {
		token := q[1] + q[2] + q[3]
		if un, err := strconv.Unquote(`"` + token + `"`); err == nil {
			token = un
		}
		if i := strings.Index(line[max(at, 0):], token); i >= 0 && token != "" {
			at = max(at, 0) + i
		}
	}
	switch {
	case strings.Contains(p.Text, "unexpected EOF"):
		// Nothing follows, so the place of the last action that was opened helps more.
		at = len(line)
		p.Text = "the file ends inside of an action or block"
		p.Hint = "close it with {{end}}"
	case at < 0:
		at = 0
	}
	p.Column = 1 + utf8.RuneCountInString(line[:at])
	return p
}

// lower makes a message of the standard library one of ours.
func lower(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n < len(s) {
		if next, _ := utf8.DecodeRuneInString(s[n:]); unicode.IsUpper(next) {
			return s // an abbreviation
		}
	}
	return strings.TrimSuffix(string(unicode.ToLower(r))+s[n:], ".")
}

// didYouMean names what is nearest to word, if anything is near.
func didYouMean(word string, known []string) string {
	best, distance := "", 1+max(2, len(word)/3)
	nearer := func(k string) bool { // of two as near, what begins more alike
		a, b := begin(word, k), begin(word, best)
		return a > b || a == b && k < best
	}
	for _, k := range known {
		d := levenshtein.ComputeDistance(strings.ToLower(word), strings.ToLower(k))
		if d < distance || d == distance && best != "" && nearer(k) {
			best, distance = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %q?", best)
}

// begin returns how many bytes two words have in common from their beginning.
func begin(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func didYouMeanOr(word string, known []string, otherwise string) string {
	if hint := didYouMean(word, known); hint != "" {
		return hint
	}
	return otherwise
}
