package problem

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestCatalogueIsSortedAndComplete(t *testing.T) {
	rules := Rules()
	if !slices.IsSortedFunc(rules, func(a, b Rule) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the catalogue is not in order of name")
	}
	kebab := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	for i, r := range rules {
		if i > 0 && rules[i-1].Name == r.Name {
			t.Errorf("%s stands twice", r.Name)
		}
		if !kebab.MatchString(r.Name) {
			t.Errorf("%q is not in kebab case", r.Name)
		}
		if r.Text == "" || strings.HasSuffix(r.Text, ".") || r.Severity == Off {
			t.Errorf("%s: text %q, severity %s", r.Name, r.Text, r.Severity)
		}
		if got, ok := FindRule(r.Name); !ok || got != r {
			t.Errorf("FindRule(%q) = %v, %v", r.Name, got, ok)
		}
	}
	if _, ok := FindRule("no-such-rule"); ok {
		t.Error("a rule that does not exist is found")
	}
}

func TestRulesChangeSeveritiesButNotFixedOnes(t *testing.T) {
	l := List{
		New(UnregisteredName, "a.md", 1, 1, "a", ""),
		New(UnknownKey, "a.md", 2, 1, "b", ""),
		New(ImageAlt, "a.md", 3, 1, "c", ""),
		New(PathClash, "a.md", 4, 1, "d", ""),
	}
	got := l.WithRules(map[string]Severity{UnregisteredName: Error, UnknownKey: Warning, ImageAlt: Off, PathClash: Off})
	var words []string
	for _, p := range got {
		words = append(words, p.Text+" "+p.Severity.String())
	}
	if want := []string{"a error", "b warning", "d error"}; !slices.Equal(words, want) {
		t.Errorf("got %q, want %q", words, want)
	}
	if l[0].Severity != Warning || len(l) != 4 {
		t.Error("WithRules changed the list it was given")
	}
}

func TestNearest(t *testing.T) {
	keys := []string{"author", "date", "player", "players", "source", "team", "title", "updated", "updates"}
	for _, tt := range []struct{ name, want string }{
		{"titel", "title"},
		{"Title", "title"},
		{"plyer", "player"},
		{"update", "updated"},
		{"tem", "team"},
		{"x", ""},
		{"", ""},
		{"lastmod", ""},
		{strings.Repeat("player", 1000), ""},
	} {
		if got := Nearest(tt.name, keys); got != tt.want {
			t.Errorf("Nearest(%q) = %q, want %q", tt.name, got, tt.want)
		}
	}
}
