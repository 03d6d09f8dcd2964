package problem

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStringIsOneLineThatCannotSteerATerminal(t *testing.T) {
	for _, tt := range []struct {
		p    Problem
		want string
	}{
		{Problem{Error, UnknownKey, "content/posts/a b#é.md", 4, 9, `unknown key "titel"`, "did you mean title?"}, `content/posts/a b#é.md:4:9: unknown key "titel" (did you mean title?)`},
		{Problem{Severity: Warning, File: "site.yaml", Line: 1, Text: "no id"}, "site.yaml:1: warning: no id"},
		{Problem{Severity: Error, Text: "two\r\nlines \x1b[31m"}, `two\r\nlines \x1b[31m`},
		{Problem{Severity: Error, File: "a\nb.md", Text: "\u202e path"}, `a\nb.md: \u202e path`},
	} {
		if got := tt.p.String(); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}

func TestSortIsTotalAndDropsRepetitions(t *testing.T) {
	l := List{
		{File: "a.md", Line: 2, Column: 1, Rule: "a", Text: "x"},
		{File: "a.md", Line: 2, Column: 1, Rule: "a", Text: "x", Hint: "y"},
		{File: "a.md", Line: 2, Column: 1, Rule: "b", Text: "x"},
		{File: "a.md", Line: 10, Rule: "a", Text: "x"},
		{File: "b.md", Line: 1, Rule: "a", Text: "x"},
	}
	mixed := List{l[3], l[1], l[0], l[4], l[2], l[1], l[3]}
	if d := cmp.Diff(l, mixed.Sort()); d != "" {
		t.Error(d)
	}
}
