package meta

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"pressbox/internal/problem"
)

// seeds are texts that each format has something to say about.
func seeds() []string {
	return []string{
		"", "\n", "# x\n", "title: x", "title: x\n", "a: b\r\nc: d\r\n", "a: b\rc: d", "a:b\n", "a: b \n", "a:  b\n", "a: b # c\n", "a: b#c\n",
		"a: b: c\n", "a: b:c\n", "a: b:\n", "a: [b, c]\n", "a: [b,c]\n", "a: [b,, c]\n", "a: [ b ]\n", "a: []\n", "a: [\"b, c\", 'd', e]\n", "a: [\"b\"]\n", "a: [\"b\"c]\n", "a: ['b''c', d]\n", "a: [\"\", '']\n", "a: [\"b]\n", "a: [b, ]\n", "a: [b]c\n", "a: {b: c}\n",
		"a: \"b\"\n", "a: 'b'\n", "a: 'it''s'\n", "a: \"b\\n\"\n", "a: 'b' c\n", "a: ''\n", "a: null\n", "a: ~\n", "a:\n", "a: [null, ~]\n", "null: a\n",
		"true: a\ny: b\nNO: c\n", "a: - b\n", "- a\n", "a: -b\n", "a: ?b\n", "a: b\n c\n", "a: b\n\n\nc: d\n", "a: b\n  # c\n", "a: b\na: c\n", "---\na: b\n",
		"a: b\n---\nc: d\n", "a: b\n...\n", "%YAML 1.2\n---\na: b\n", "a: &x b\n", "a: *x\n", "<<: a\n", "a: !b c\n", "a: |\n  b\n", "a: >\n  b\n", "a: @b\n",
		"é: ü\n", "a: é, ü\n", "a: [é, ü]\n", "a: x\u2028y\n", "a: x\u00a0\n", "a: \u00a0x\n", "a: \ufeffx\n", "\ufeffa: x\n", "a: x\u0085\n", "a: 😀 x\n", "a: \t x\n", "a: x\ty\n",
		"date: 2022-11-01 17:05\nnumber: 010\nurl: https://x.example/a?b=c#d\n", "a: b, c\n", "a: b] c\n", "a: b{c}\n", "a_b-c1: d\n", "1a: b\n", "-a: b\n", "a b: c\n",
		"a: 2022-11-01T17:05:00-04:00\n", "a: \\x\n", "a: x'y\"z\n", "a: `b`\n", "a: %b\n", "a: =\n", "a: .\n", "a: ,\n", "a: b\n\tc: d\n", "a: \"b\n", "a: [b\n", yamlBomb(),
		"a:\n- b\n- c\nd: e\n", "a:\n  - b\n  - \"c, d\"\n  - [e]\n\nf: g\n", "a:\n  b: c\n  d: [e]\nf: g\n", "a:\n  b: c\n   d\n", "a:\n  b:\n    c: d\n", "a:\n  - b\n c\n", "a:\n  - b: c\n",
		"a:\n  - b\n - c\n", "a:\n  b: c\n d: e\n", "a:\n\n  b: c\n", "a:\n  b: c\n\n  d: e\n", "a:\n- b\n  c\n", "a:\n  - b\n  c: d\n", "a:\n  b: c\n  - d\n", "a:\n  b: 1\n  b: 2\n", "a:\nb: c\n", "a:\n - b\n#c\n", "a:\n  - null\n",
		"a: {}\n", "a: {b: c, d: \"e, f\"}\n", "a: {b: c, b: d}\n", "a: {b: c,d: e}\n", "a: {b: }\n", "a: {b}\n", "a: {b:c}\n", "a: { b: c }\n", "a: {b: c, }\n", "a: {b: [c]}\n", "a: {b: null, c: 'd'}\n",
		"a: {null: b}\n", "a: {\"b\": c}\n", "a: {b: c: d}\n", "a: {b: c#d}\n", "a: {b: c #d}\n", "a: {b: é, c: ü}\n", "a:\n  - {b: c}\n  - {b: d, e: f}\ng: {h: i}\n", "a: [{b: c}]\n", "a: {b: -1, c: .5}\n", "{a: b, c: d}\n", "a: {b: c\n  }\n", "a: {<<: b}\n", "a: {b: \"c\"d, e: f}\n",
		"a = 1\n", "a = \"b\"\n", "[a]\nb = 1\n[a.c]\nd = [1, {e = 2}]\n", "[[a]]\nb = 1\n[[a]]\n", "a.b = 1\na.c = 2\n", "a = {b.c = 1}\n", "a = 2022-11-01T17:05:00Z # x\n", "a = '''\nb'''\n",
		"a = [\n  1, # x\n  [2],\n]\n", "\"a b\" = true\n", "a = 1\na = 2\n",
		"{}", "{\"a\": 1}", "{\"a\": [1, {\"b\": null}], \"c\": \"\\u00e9\\n\"}", "{\"a\": 1,}", "{\"a\" 1}", "[1]", "{} {}", "{\"a\": 1, \"a\": 2}", " { \"a\" : -1.5e3 } ",
	}
}

// places fails when a place lies outside of src, or a value is malformed.
func places(t *testing.T, src []byte, firstLine int, v Value, l problem.List) {
	t.Helper()
	ends := strings.NewReplacer("\r\n", "\n", "\r", "\n")
	lines := strings.Split(ends.Replace(string(src)), "\n")
	inside := func(what string, line, column int) {
		t.Helper()
		n := line - firstLine
		if n < 0 || n >= len(lines) {
			t.Fatalf("%s: line %d of %d", what, n+1, len(lines))
		}
		if column < 0 || column > utf8.RuneCountInString(lines[n])+1 {
			t.Fatalf("%s: column %d of %q", what, column, lines[n])
		}
	}
	for _, p := range l {
		inside(p.String(), p.Line, p.Column)
		if p.Text == "" || p.Severity != problem.Error || strings.HasSuffix(p.Text, ".") {
			t.Fatalf("%+v", p)
		}
	}
	depth := 0
	var walk func(v Value)
	walk = func(v Value) {
		if depth++; depth > 3*maxDepth {
			t.Fatal("nested too deeply")
		}
		inside("value "+v.Text, int(v.Line), int(v.Column))
		keys := map[string]bool{}
		for _, f := range v.Fields {
			inside("key "+f.Key, int(f.Line), int(f.Column))
			if v.Kind == Map && (f.Key == "" && len(l) == 0 || keys[f.Key]) {
				t.Fatalf("key %q is empty or stands twice", f.Key)
			}
			keys[f.Key] = true
			walk(f.Value)
		}
		if v.Kind != Text && v.Text != "" || v.Kind != List && v.Kind != Map && v.Fields != nil {
			t.Fatalf("malformed %+v", v)
		}
		depth--
	}
	walk(v)
	if v.Kind != Map && v.Kind != Null {
		t.Fatalf("the top is %s", v.Kind)
	}
	if v.Kind == Null && len(v.Fields) > 0 {
		t.Fatal("nothing has fields")
	}
}

// bare returns v without places, and with Null where text is what JSON cannot tell.
func bare(v Value) any {
	switch v.Kind {
	case Text:
		return v.Text
	case List, Map:
		out := []any{v.Kind}
		for _, f := range v.Fields {
			out = append(out, f.Key, bare(f.Value))
		}
		return out
	}
	return nil
}

// asJSON writes v as JSON, all scalars in quotes. JSON is YAML, too.
func asJSON(b *strings.Builder, v Value) {
	quote := func(s string) {
		q, _ := json.Marshal(s)
		b.Write(q)
	}
	switch v.Kind {
	case Null:
		b.WriteString("null")
	case Text:
		quote(v.Text)
	case List, Map:
		open, end := "[", "]"
		if v.Kind == Map {
			open, end = "{", "}"
		}
		b.WriteString(open)
		for i, f := range v.Fields {
			if i > 0 {
				b.WriteString(", ")
			}
			if v.Kind == Map {
				quote(f.Key)
				b.WriteString(": ")
			}
			asJSON(b, f.Value)
		}
		b.WriteString(end)
	}
}

// asTOML writes v on one line for each key of the top; TOML has no null.
func asTOML(v Value) (string, bool) {
	var b strings.Builder
	ok := true
	quote := func(s string) {
		b.WriteByte('"')
		for _, c := range s {
			if c == '"' || c == '\\' || c < 0x20 {
				fmt.Fprintf(&b, "\\u%04X", c)
			} else {
				b.WriteRune(c)
			}
		}
		b.WriteByte('"')
	}
	var write func(v Value)
	write = func(v Value) {
		switch v.Kind {
		case Null:
			ok = false
		case Text:
			quote(v.Text)
		case List, Map:
			open, end := "[", "]"
			if v.Kind == Map {
				open, end = "{", "}"
			}
			b.WriteString(open)
			for i, f := range v.Fields {
				if i > 0 {
					b.WriteString(", ")
				}
				if v.Kind == Map {
					quote(f.Key)
					b.WriteString(" = ")
				}
				write(f.Value)
			}
			b.WriteString(end)
		}
	}
	for _, f := range v.Fields {
		quote(f.Key)
		b.WriteString(" = ")
		write(f.Value)
		b.WriteString("\n")
	}
	return b.String(), ok
}

// writtenAgain fails unless v, written in each of the formats, reads as v.
func writtenAgain(t *testing.T, v Value) {
	t.Helper()
	var b strings.Builder
	asJSON(&b, v)
	texts := map[string]func() (Value, problem.List){
		"JSON": func() (Value, problem.List) { return ParseJSON("x.md", []byte(b.String()), 1) },
	}
	// The library takes a key of more than 1024 characters for no key at all.
	if b.Len() < 1000 {
		texts["YAML"] = func() (Value, problem.List) { return ParseYAML("x.md", []byte(b.String()), 1) }
	}
	if s, ok := asTOML(v); ok {
		texts["TOML"] = func() (Value, problem.List) { return ParseTOML("x.md", []byte(s), 1) }
	}
	want := bare(v)
	for name, parse := range texts {
		again, l := parse()
		if len(v.Fields) == 0 {
			continue // no keys at all are nothing in TOML
		}
		if d := cmp.Diff(want, bare(again)); len(l) > 0 || d != "" {
			t.Fatalf("%s: %v\n%s\n%s", name, l, d, b.String())
		}
	}
}

func fuzz(f *testing.F, parse func(string, []byte, int) (Value, problem.List)) {
	for _, s := range seeds() {
		f.Add([]byte(s), 2)
	}
	f.Fuzz(func(t *testing.T, src []byte, firstLine int) {
		if firstLine < 1 || firstLine > 1000 || len(src) > 1<<16 {
			return
		}
		begun := time.Now()
		v, l := parse("x.md", src, firstLine)
		if d := time.Since(begun); d > 5*time.Second {
			t.Fatalf("%d bytes took %v", len(src), d)
		}
		places(t, src, firstLine, v, l)
		if len(l) == 0 && v.Kind == Map {
			writtenAgain(t, v)
		}
	})
}

func FuzzYAML(f *testing.F) { fuzz(f, ParseYAML) }
func FuzzTOML(f *testing.F) { fuzz(f, ParseTOML) }
func FuzzJSON(f *testing.F) { fuzz(f, ParseJSON) }

// FuzzFlatEqualsFull holds the short way through YAML equal to the long one.
func FuzzFlatEqualsFull(f *testing.F) {
	for _, s := range seeds() {
		f.Add([]byte(s), 2)
	}
	f.Fuzz(func(t *testing.T, src []byte, firstLine int) {
		if firstLine < 1 || firstLine > 1000 || len(src) > 1<<16 {
			return
		}
		flat, ok := parseFlat(src, firstLine)
		if !ok {
			return
		}
		full, l := parseFullYAML("x.md", src, firstLine)
		if len(l) > 0 || show(flat) != show(full) {
			t.Fatalf("flat\n%sfull\n%s%v", show(flat), show(full), l)
		}
	})
}

func TestFlatReadsWhatPostsAndRecordsBeginWith(t *testing.T) {
	for _, src := range []string{
		"title: Akers stays\ndate: 2022-11-01 17:05\nplayer: Cam Akers\nteam: [Los Angeles Rams, LAR]\nsource: Josina Anderson\n",
		"title: \"Rams: no trade\"\r\ndate: 2022-11-01T17:05:00-04:00\r\n\r\nsummary: It's Dončić – “quoted”, again\r\ndraft: true",
		"title: \"Akers, of the Rams\"\nplayer: [\"Cam Akers\", 'Josh \"J\" Allen', Dončić]\ntags: [\"a, b\", c]\n",
		"title: x\nplayers:\n  - Cam Akers\n  - 'Josh Allen'\ntags:\n- a\n- [b, c]\n\nsource:\n  name: Josina Anderson\n  url: https://x.example/\ndraft: false\n",
		"name: Cam Akers\ndraft: {year: 2020, round: 2, pick: 52, team: los-angeles-rams}\nteams:\n  - {team: los-angeles-rams, from: 2020-04-24, to: 2022-11-01}\n  - {team: 'minnesota, vikings', from: 2022-11-01, to: null, number: \"27\"}\nborn: {place: Clinton}\n",
		"title: 'He said \"no\"'\nurl: https://x.example/?a=b&c#d\nnumber: 010\nteam: NO\n",
	} {
		flat, ok := parseFlat([]byte(src), 7)
		if !ok {
			t.Errorf("not flat: %s", src)
			continue
		}
		full, l := parseFullYAML("x.md", []byte(src), 7)
		if d := cmp.Diff(show(full), show(flat)); len(l) > 0 || d != "" {
			t.Errorf("%v\n%s", l, d)
		}
	}
}
