package meta

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressbox/internal/problem"
)

// show prints a tree with its places, a line each.
func show(v Value) string {
	var b strings.Builder
	var walk func(v Value, indent string)
	walk = func(v Value, indent string) {
		fmt.Fprintf(&b, "%s@%d:%d", [...]string{"null", "text", "list", "map"}[v.Kind], v.Line, v.Column)
		if v.Kind == Text {
			fmt.Fprintf(&b, " %q", v.Text)
		}
		b.WriteByte('\n')
		for _, f := range v.Fields {
			if v.Kind == Map {
				fmt.Fprintf(&b, "%s%q@%d:%d ", indent+"  ", f.Key, f.Line, f.Column)
			} else {
				b.WriteString(indent + "  - ")
			}
			walk(f.Value, indent+"  ")
		}
	}
	walk(v, "")
	return b.String()
}

func TestYAMLScalarsStayAsWritten(t *testing.T) {
	src := `title: Akers: no
team: NO
title2: y
number: 010
date: 2022-13-45
real: 1e3
yes: Yes
octal: 0o17
text: "010"
time: 17:05
none:
tilde: ~
word: null
quoted: "null"
`
	src = strings.Replace(src, "Akers: no", "'Akers: no'", 1)
	v, l := ParseYAML("x.md", []byte(src), 1)
	if len(l) > 0 {
		t.Fatal(l)
	}
	got := map[string]any{}
	for _, f := range v.Fields {
		got[f.Key] = f.Value.Plain()
	}
	want := map[string]any{
		"title": "Akers: no", "team": "NO", "title2": "y", "number": "010", "date": "2022-13-45", "real": "1e3", "yes": "Yes",
		"octal": "0o17", "text": "010", "time": "17:05", "none": nil, "tilde": nil, "word": nil, "quoted": "null",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestYAMLPlacesAreLinesOfTheFile(t *testing.T) {
	src := "title: é x\nplayer: [Dončić, Cam]\nsource:\n  name: J\r\n  url: |\n    a\n    b\nlist:\n- {a: 1}\n- x\n"
	v, l := ParseYAML("x.md", []byte(src), 5)
	if len(l) > 0 {
		t.Fatal(l)
	}
	want := `map@5:1
  "title"@5:1 text@5:8 "é x"
  "player"@6:1 list@6:9
    - text@6:10 "Dončić"
    - text@6:18 "Cam"
  "source"@7:1 map@8:3
    "name"@8:3 text@8:9 "J"
    "url"@9:3 text@9:8 "a\nb\n"
  "list"@12:1 list@13:1
    - map@13:3
      "a"@13:4 text@13:7 "1"
    - text@14:3 "x"
`
	if d := cmp.Diff(want, show(v)); d != "" {
		t.Error(d)
	}
}

// yamlBomb is a billion laughs.
func yamlBomb() string {
	var b strings.Builder
	b.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 12; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), ", "))
	}
	return b.String()
}

func TestYAMLMistakes(t *testing.T) {
	for _, tt := range []struct {
		name, src string
		want      []string // place, rule and the beginning of the text
	}{
		{"nothing", "", nil},
		{"a comment only", "# nothing\n", nil},
		{"no map", "hello\n", []string{"x.md:3:1 wrong-type keys and values are wanted"}},
		{"a list", "- a\n", []string{"x.md:3:1 wrong-type keys and values are wanted"}},
		{"a key twice", "a: 1\nb: 2\na: 3\n", []string{`x.md:5:1 duplicate-key "a" is given twice`}},
		{"a key twice inside", "a: {b: 1, b: 2}\n", []string{`x.md:3:11 duplicate-key "b" is given twice`}},
		{"keys twice, all reported", "a: 1\na: 2\na: 3\n", []string{"x.md:4:1 duplicate-key", "x.md:5:1 duplicate-key"}},
		{"a tab", "a:\n\tb: c\n", []string{"x.md:4:1 syntax a tab stands where spaces are wanted"}},
		{"a tab deeper", "a:\n  b: c\n\td: e\n", []string{"x.md:5:1 syntax a tab stands where spaces are wanted"}},
		{"a colon", "title: Rams: no trade\n", []string{"x.md:3:12 syntax a colon stands inside a value"}},
		{"an at", "handle: @josina\n", []string{"x.md:3:9 syntax a value cannot begin with '@'"}},
		{"a line without a colon", "a: b\nfoo\nc: d\n", []string{"x.md:4:1 syntax this line is not a key with a value"}},
		{"an open list", "a: [x\nb: c\n", []string{`x.md:3:4 syntax a list opened with "["`}},
		{"an open map", "a: {x: y\n", []string{`x.md:3:4 syntax a map opened with "{"`}},
		{"an open quote", "a: \"x\nb: c\n", []string{"x.md:3:4 syntax a quotation mark is not closed"}},
		{"text after a quote", "a: \"b\" c\n", []string{"x.md:3:8 syntax"}},
		{"a wrong escape", "a: \"\\q\"\n", []string{"x.md:3:5 syntax a backslash"}},
		{"an item on the line of its key", "a: - b\n", []string{"x.md:3:4 syntax an item of a list cannot begin here"}},
		{"an anchor", "a: &x 1\nb: *x\n", []string{`x.md:3:4 syntax "&x" is an anchor`}},
		{"an alias of nothing", "a: *x\n", []string{`x.md:3:4 syntax an alias`}},
		{"a bomb", yamlBomb(), []string{`x.md:3:5 syntax "&a0" is an anchor`}},
		{"a merge key", "<<: {a: 1}\n", []string{`x.md:3:1 syntax "<<" is a merge key`}},
		{"a tag", "a: !!int 3\n", []string{`x.md:3:4 syntax "!!int" is a tag`}},
		{"a second document", "a: 1\n---\nb: 2\n", []string{"x.md:4:1 syntax a second YAML document"}},
		{"a list as a key", "? [a]\n: b\n", []string{"x.md:3:3 syntax a key is text, found a list"}},
		{"an empty key", "\"\": b\n", []string{"x.md:3:1 syntax a key is empty"}},
		{"no key", ": b\n", []string{"x.md:3:1 syntax a key is text, found nothing"}},
		{"not UTF-8", "a: b\nc: \xff\n", []string{"x.md:4:4 bad-encoding the byte 0xff is not UTF-8"}},
		{"a control character", "a: é\x01\n", []string{"x.md:3:5 bad-encoding the control character U+0001"}},
		{"a next line character", "a: x\u0085b: c\n", []string{"x.md:3:5 bad-encoding the control character U+0085"}},
		{"an escaped control character", "a: [b, \"x\\0\"]\n", []string{"x.md:3:8 bad-encoding an escape stands for the control character U+0000"}},
		{"deep", "a: " + strings.Repeat("[", 10000) + "\n", []string{"x.md:3:68 too-deep"}},
		{"deep maps", "a: " + strings.Repeat("{a: ", 10000) + "\n", []string{"x.md:3:260 too-deep"}},
		{"deep items", strings.Repeat("- ", 10000) + "x\n", []string{"x.md:3:129 too-deep"}},
		{"long", "a: " + strings.Repeat("x", maxSize), []string{"x.md:3 too-large"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			begun := time.Now()
			_, l := ParseYAML("x.md", []byte(tt.src), 3)
			if d := time.Since(begun); d > time.Second {
				t.Errorf("it took %v", d)
			}
			check(t, l, tt.want)
		})
	}
}

// check compares problems with what they begin with: place, rule and text.
func check(t *testing.T, l problem.List, want []string) {
	t.Helper()
	var got []string
	for _, p := range l.Sort() {
		place, _, _ := strings.Cut(problem.Problem{File: p.File, Line: p.Line, Column: p.Column}.String(), ": ")
		got = append(got, place+" "+p.Rule+" "+p.Text)
		if strings.Contains(p.Text+p.Hint, "yaml:") || strings.Contains(p.Text, "did not find") {
			t.Errorf("the library's words: %s", p)
		}
	}
	if len(got) != len(want) {
		t.Fatalf("got %d problems\n%s\nwant %d\n%s", len(got), strings.Join(got, "\n"), len(want), strings.Join(want, "\n"))
	}
	for i := range got {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("got %s\nwant %s", got[i], want[i])
		}
	}
}

func TestYAMLKeepsLineSeparatorsInText(t *testing.T) {
	for _, sep := range []string{"\u2028", "\u2029"} {
		v, l := ParseYAML("x.md", []byte("a: x"+sep+"y: z\uE000\nb: c\n"), 1)
		want := "map@1:1\n" +
			fmt.Sprintf("  \"a\"@1:1 text@1:4 %q\n", "x"+sep+"y: z\uE000") + "  \"b\"@2:1 text@2:4 \"c\"\n"
		if len(l) > 0 {
			// "y: z" inside a plain value is a mistake, whatever stands before it.
			v, l = ParseYAML("x.md", []byte("a: 'x"+sep+"y: z\uE000'\nb: c\n"), 1)
		}
		if len(l) > 0 || show(v) != want {
			t.Errorf("%q: %v\n%s", sep, l, show(v))
		}
	}
}
