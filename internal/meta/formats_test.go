package meta

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTOMLPlacesAreLinesOfTheFile(t *testing.T) {
	src := "title = \"é \\\"x\\\"\"\r\nplayer = [ 'Dončić', # one\n  \"Cam\" ]\nplace.city = {name=\"x\", at.x = [1, [2]]}\n" +
		"date = 2022-13-45\ndraft = true\nbig = 1_000\n" +
		"[source]\nname = 'J'\n[source.deep]\nt = 17:05\n[[names]]\nname = '''\r\na\r\nb'''\n[[names]]\nx = {}\n[names.sub]\ny = []\n"
	v, l := ParseTOML("x.md", []byte(src), 2)
	if len(l) > 0 {
		t.Fatal(l)
	}
	want := `map@2:1
  "title"@2:1 text@2:9 "é \"x\""
  "player"@3:1 list@3:10
    - text@3:12 "Dončić"
    - text@4:3 "Cam"
  "place"@5:1 map@5:1
    "city"@5:7 map@5:14
      "name"@5:15 text@5:20 "x"
      "at"@5:25 map@5:25
        "x"@5:28 list@5:32
          - text@5:33 "1"
          - list@5:36
            - text@5:37 "2"
  "date"@6:1 text@6:8 "2022-13-45"
  "draft"@7:1 text@7:9 "true"
  "big"@8:1 text@8:7 "1_000"
  "source"@9:2 map@9:2
    "name"@10:1 text@10:8 "J"
    "deep"@11:9 map@11:9
      "t"@12:1 text@12:5 "17:05"
  "names"@13:3 list@13:3
    - map@13:3
      "name"@14:1 text@14:8 "a\nb"
    - map@17:3
      "x"@18:1 map@18:5
      "sub"@19:8 map@19:8
        "y"@20:1 list@20:5
`
	if d := cmp.Diff(want, show(v)); d != "" {
		t.Error(d)
	}
}

func TestTOMLMistakes(t *testing.T) {
	for _, tt := range []struct {
		name, src string
		want      []string
	}{
		{"nothing", "", nil},
		{"a comment only", "# x\n", nil},
		{"no quotes", "a = 1\nb = foo\n", []string{"x.md:4:5 syntax this is not TOML"}},
		{"two values", "a = 1 2\n", []string{"x.md:3:7 syntax this is not TOML"}},
		{"zeros in front", "a = 010\n", []string{"x.md:3:5 syntax this is not TOML: integers cannot have leading zeroes"}},
		{"an open list", "a = [1\n", []string{"x.md:3:7 syntax this is not TOML: array is incomplete"}},
		{"a key twice", "a = 1\nb = 2\na = 3\n", []string{`x.md:5:1 duplicate-key "a" is given twice`}},
		{"a table twice", "[a]\nb = 1\n[a]\nb = 2\n", []string{`x.md:5:2 duplicate-key "a" is given twice`}},
		{"a table over a value", "a = 1\n[a.b]\nc = 1\n", []string{`x.md:4:2 duplicate-key "a" is given twice`}},
		{"a list of tables over a table", "[a]\n[[a]]\n", []string{`x.md:4:3 duplicate-key "a" is given twice`}},
		{"more for a complete table", "a = {b = 1}\n[a.c]\nd = 1\n", []string{`x.md:4:2 duplicate-key "a" is given twice`}},
		{"a dotted key over a value", "a = 1\na.b = 2\n", []string{`x.md:4:1 duplicate-key "a" is given twice`}},
		{"a key twice inline", "a = {b = 1, b = 2}\n", []string{`x.md:3:13 duplicate-key "b" is given twice`}},
		{"an escaped control character", "a = \"x\\u0000\"\n", []string{"x.md:3:5 bad-encoding an escape stands for the control character U+0000"}},
		{"not UTF-8", "a = \"\xff\"\n", []string{"x.md:3:6 bad-encoding"}},
		{"deep", "a = " + strings.Repeat("[", 100000), []string{"x.md:3:"}},
		{"deep and closed", "a = " + strings.Repeat("[", 1000) + strings.Repeat("]", 1000), []string{"x.md:3:69 too-deep"}},
		{"deep keys", "[" + strings.Repeat("a.", 1000) + "a]\n", []string{"x.md:3:130 too-deep"}},
		{"long", "a = \"" + strings.Repeat("x", maxSize) + "\"", []string{"x.md:3 too-large"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			begun := time.Now()
			_, l := ParseTOML("x.md", []byte(tt.src), 3)
			if d := time.Since(begun); d > time.Second {
				t.Errorf("it took %v", d)
			}
			check(t, l, tt.want)
		})
	}
}

func TestJSONPlacesAreLinesOfTheFile(t *testing.T) {
	src := "{\n  \"title\": \"é \\\"x\\\"\", \"number\": 1.50,\n  \"tags\": [\"a\", {\"b\": null}, []],\n\"ok\" : true }\n"
	v, l := ParseJSON("x.md", []byte(src), 1)
	if len(l) > 0 {
		t.Fatal(l)
	}
	want := `map@1:1
  "title"@2:3 text@2:12 "é \"x\""
  "number"@2:23 text@2:33 "1.50"
  "tags"@3:3 list@3:11
    - text@3:12 "a"
    - map@3:17
      "b"@3:18 null@3:23
    - list@3:30
  "ok"@4:1 text@4:8 "true"
`
	if d := cmp.Diff(want, show(v)); d != "" {
		t.Error(d)
	}
}

func TestJSONMistakes(t *testing.T) {
	for _, tt := range []struct {
		name, src string
		want      []string
	}{
		{"nothing", " \n", nil},
		{"null", "null", nil},
		{"no object", "[1]", []string{"x.md:3:1 wrong-type an object with keys and values is wanted here, found a list"}},
		{"a comma too many", "{\"a\": 1,\n}", []string{"x.md:4:1 syntax this is not JSON: '}' is not expected here"}},
		{"no comma", "{\"é\": 1 \"b\": 2}", []string{`x.md:3:9 syntax this is not JSON: '"' is not expected here`}},
		{"single quotes", "{'a': 1}", []string{`x.md:3:2 syntax this is not JSON: '\'' is not expected here`}},
		{"unfinished", "{\"a\": [1\n\n", []string{"x.md:3:8 syntax the JSON ends before it is complete"}},
		{"something after it", "{} x", []string{"x.md:3:4 syntax this is not JSON: 'x' is not expected here"}},
		{"two objects", "{} {}", []string{"x.md:3:4 syntax"}},
		{"a key twice", "{\"a\": 1,\n\"a\": 2}", []string{`x.md:4:1 duplicate-key "a" is given twice`}},
		{"a key twice, written in two ways", "{\"a\": 1,\n\"\\u0061\": 2}", []string{`x.md:4:1 duplicate-key "a" is given twice`}},
		{"an empty key", "{\"\": 1}", []string{`x.md:3:2 syntax a key is empty`}},
		{"an escaped control character", "{\"a\": \"\\u0000\"}", []string{"x.md:3:7 bad-encoding an escape stands for the control character U+0000"}},
		{"half of a character", `{"a": "x \ud800", "b": "\udfc8\ud83c", "c": "\ud83c\udfc8 \ufffd \\ud83c", "d\ud800": "\\\ud83c"}`, []string{
			"x.md:3:7 bad-encoding an escape stands for half of a character", "x.md:3:24 bad-encoding", "x.md:3:76 bad-encoding", "x.md:3:87 bad-encoding",
		}},
		{"a new line in a string", "{\"a\": \"x\ny\"}", []string{`x.md:3:9 syntax`}},
		{"not UTF-8", "{\"a\": \"\xff\"}", []string{"x.md:3:8 bad-encoding"}},
		{"deep", strings.Repeat("{\"a\":", 100000), []string{"x.md:3:"}},
		{"deep and closed", strings.Repeat("{\"a\":", 1000) + "1" + strings.Repeat("}", 1000), []string{"x.md:3:321 too-deep"}},
		{"long", "{\"a\": \"" + strings.Repeat("x", maxSize) + "\"}", []string{"x.md:3 too-large"}},
		{"many items on one line", "{\"a\": [" + strings.Repeat("1,", 100000) + "1]}", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			begun := time.Now()
			_, l := ParseJSON("x.md", []byte(tt.src), 3)
			if d := time.Since(begun); d > time.Second {
				t.Errorf("it took %v", d)
			}
			check(t, l, tt.want)
		})
	}
}
