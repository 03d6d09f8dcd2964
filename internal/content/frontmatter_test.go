package content

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

func TestFrontMatterAndBodyAreToldApart(t *testing.T) {
	for _, tt := range []struct {
		name, src   string
		block, body string
		line, body1 int
	}{
		{"YAML", "---\ntitle: x\n---\nBody.\n", "title: x\n", "Body.\n", 2, 4},
		{"no body", "---\ntitle: x\n---", "title: x\n", "", 2, 4},
		{"CR LF", "---\r\ntitle: x\r\n---\r\nBody.\r\n", "title: x\r\n", "Body.\r\n", 2, 4},
		{"lone points close", "---\ntitle: x\n...\nBody.\n", "title: x\n", "Body.\n", 2, 4},
		{"spaces after the lines", "--- \ntitle: x\n---\t\nBody.\n", "title: x\n", "Body.\n", 2, 4},
		{"empty lines before", "\n\n---\ntitle: x\n---\nBody.\n", "title: x\n", "Body.\n", 4, 6},
		{"a rule begins the body", "---\ntitle: x\n---\n---\nBody.\n", "title: x\n", "---\nBody.\n", 2, 4},
		{"three hyphens in a value", "---\ntitle: x\nsummary: |\n  a\n  ---\n  b\n---\nBody.\n", "title: x\nsummary: |\n  a\n  ---\n  b\n", "Body.\n", 2, 8},
		{"three points in a value", "---\ntitle: x\nsummary: |\n  ...\n---\nBody.\n", "title: x\nsummary: |\n  ...\n", "Body.\n", 2, 6},
		{"hyphens in a value and points at the end", "---\ntitle: >\n  ---\n...\nB\n", "title: >\n  ---\n", "B\n", 2, 5},
		{"TOML", "+++\ntitle = 'x'\n+++\nBody.\n", "title = 'x'\n", "Body.\n", 2, 4},
		{"TOML holds hyphens", "+++\ntitle = '''\n---\n'''\n+++\nBody.\n", "title = '''\n---\n'''\n", "Body.\n", 2, 6},
		{"JSON", "{\n \"title\": \"x\"\n}\n\nBody.\n", "{\n \"title\": \"x\"\n}", "\nBody.\n", 1, 4},
		{"JSON on one line", "{\"title\": \"}{\\\"\"}\nBody.\n", "{\"title\": \"}{\\\"\"}", "Body.\n", 1, 2},
		{"JSON in JSON", "{\"title\": \"x\", \"params\": {\n\"a\": [{\n}\n\n]}}\nBody.\n", "{\"title\": \"x\", \"params\": {\n\"a\": [{\n}\n\n]}}", "Body.\n", 1, 6},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, v, problems := readMatter("x.md", []byte(tt.src))
			for _, p := range problems {
				t.Error(p)
			}
			if string(m.block) != tt.block || string(m.body) != tt.body || m.line != tt.line || m.bodyLine != tt.body1 {
				t.Errorf("block %q at %d, body %q at %d; want %q at %d, %q at %d", m.block, m.line, m.body, m.bodyLine, tt.block, tt.line, tt.body, tt.body1)
			}
			if f, ok := v.Lookup("title"); !ok || f.Value.Text == "" {
				t.Errorf("no title in %v", v)
			}
		})
	}
}

func TestFrontMatterThatCannotBeReadIsNamedAtItsPlace(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"empty file", "", "x.md:1: the file is empty"},
		{"only empty lines", "\n\n", "x.md:1: the file is empty"},
		{"none", "Just words.\n", "x.md:1:1: the file does not begin with front matter"},
		{"a rule first, closed by another", "---\nSome words\n---\nMore.\n", "x.md:2:1: "},
		{"never closed", "---\ntitle: x\n\nBody.\n", "x.md:1:1: the front matter opened here is never closed (end it with a line ---)"},
		{"TOML never closed", "\n+++\ntitle = 'x'\n---\n", "x.md:2:1: the front matter opened here is never closed"},
		{"closed by four", "---\ntitle: x\n----\nBody.\n", "x.md:1:1: the front matter opened here is never closed (line 3 is not exactly --- from column 1)"},
		{"closed by a dash", "---\ntitle: x\n—-\nBody.\n", "x.md:1:1: the front matter opened here is never closed"},
		{"JSON never closed", "{\"title\": \"x\"\n\nBody.\n", "x.md:1:1: the front matter opened here is never closed"},
		{"text after JSON", "{\n\"title\": \"x\"} words\n", "x.md:2:14: text follows the front matter on its last line"},
		{"opened by four", "----\ntitle: x\n---\n", "x.md:1:1: the file does not begin with front matter (open it with exactly three: ---)"},
		{"opened after a space", " ---\ntitle: x\n---\n", "x.md:1:1: the file does not begin with front matter (remove the space before ---)"},
		{"nothing in it", "---\n---\nBody.\n", "x.md:2: the front matter is empty"},
		{"only a comment", "---\n# none\n---\nBody.\n", "x.md:2: the front matter is empty"},
		{"byte-order mark", "\ufeff---\ntitle: x\n---\n", "x.md:1:1: the file begins with a byte-order mark (save it as UTF-8 without one)"},
		{"UTF-16", "\xff\xfe-\x00-\x00-\x00", "x.md:1:1: the file is UTF-16"},
		{"CR only", "---\rtitle: x\r---\rBody.\r", "x.md:1:4: a line ends in a carriage return alone"},
		{"CR only in the body", "---\ntitle: x\n---\nBody.\rMore.\n", "x.md:4:6: a line ends in a carriage return alone"},
		{"not UTF-8", "---\ntitle: é\xe9\n---\n", "x.md:2:9: the byte 0xe9 is not UTF-8"},
		{"not UTF-8 in the body", "---\ntitle: x\n---\nBo\xffdy.\n", "x.md:4:3: the byte 0xff is not UTF-8"},
		{"NUL", "---\ntitle: x\x00\n---\n", "x.md:2:9: the control character U+0000 stands here"},
		{"tab", "---\nsource:\n\tname: x\n---\n", "x.md:3:1: "},
		{"a key twice", "---\ntitle: x\nteam: y\ntitle: z\n---\n", "x.md:4:1: "},
		{"a mistake in TOML", "+++\ntitle = 'x'\nteam = \n+++\n", "x.md:3:"},
		{"a mistake in JSON", "{\n\"title\": \"x\",\n\"team\": y\n}\n", "x.md:3:9: "},
		{"a mistake after three hyphens in a value", "---\nsummary: |\n  ---\nteam: [\n---\n", "x.md:5:1: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, v, problems := readMatter("x.md", []byte(tt.src))
			if len(problems) == 0 {
				t.Fatalf("no problem; value %v", v)
			}
			if got := problems.Sort()[0].String(); !strings.HasPrefix(got, tt.want) {
				t.Errorf("got  %s\nwant %s…", got, tt.want)
			}
			for _, p := range problems {
				if p.Severity != problem.Error {
					t.Errorf("%s is a %s", p.Rule, p.Severity)
				}
			}
		})
	}
}

// slowly is readMatter without the short way.
func slowly(file string, src []byte) (matter, meta.Value, problem.List) {
	if problems := legible(file, src); len(problems) > 0 {
		return matter{}, meta.Value{}, problems
	}
	m, problems := cut(file, src)
	if len(problems) > 0 {
		return m, meta.Value{}, problems
	}
	v, problems := m.decode(file)
	return m, v, notEmpty(file, m, v, problems)
}

// FuzzFrontMatter holds the short way to the long one through the library, and both
// to the file: nothing of it is lost between block and body, and every place lies in it.
func FuzzFrontMatter(f *testing.F) {
	for _, s := range []string{
		"---\ntitle: x\n---\nBody.\n", "---\r\ntitle: x\r\n---\r\nBody.\r\n", "+++\na = 1\n+++\n", "{\"a\": [1, {\"b\": \"}\"}]}\n\nBody", "\n---\na: |\n  ---\n...\nb\n",
		"---\n---\n---\n", "---\na: 1\n--- \n", "--- \n---", "---\na: |\n ...\n---\nx", "\ufeff---\n", "---\r---\r", "{}", "{\n}", "{\"a\":1}x", "---\na: [\n---\n", "---\n\ta: b\n---\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		m, v, problems := readMatter("x.md", src)
		m2, v2, problems2 := slowly("x.md", src)
		if !reflect.DeepEqual(v, v2) || !reflect.DeepEqual(problems, problems2) || !bytes.Equal(m.block, m2.block) || !bytes.Equal(m.body, m2.body) ||
			len(problems) == 0 && (m.line != m2.line || m.bodyLine != m2.bodyLine) {
			t.Fatalf("the short way differs:\n%s", cmp.Diff([]any{v, problems, string(m.block), string(m.body), m.line, m.bodyLine},
				[]any{v2, problems2, string(m2.block), string(m2.body), m2.line, m2.bodyLine}))
		}
		lines := 1 + bytes.Count(src, []byte("\n"))
		for _, p := range problems {
			if p.Line < 1 || p.Line > lines+1 {
				t.Errorf("%v lies outside of %d lines", p, lines)
			}
		}
		if v.Kind != meta.Map || len(problems) > 0 {
			return
		}
		if !bytes.HasSuffix(src, m.body) {
			t.Errorf("the body %q is not the end of the file", m.body)
		}
		before := src[:len(src)-len(m.body)]
		if i := bytes.Index(before, m.block); i < 0 {
			t.Errorf("the block %q is not in the file", m.block)
		} else if rest := bytes.TrimSpace(before[i+len(m.block):]); len(rest) > 3 {
			t.Errorf("%q is lost", rest)
		}
		if m.bodyLine != 1+bytes.Count(before, []byte("\n")) && len(m.body) > 0 {
			t.Errorf("the body begins on line %d, not %d", 1+bytes.Count(before, []byte("\n")), m.bodyLine)
		}
		var within func(v meta.Value)
		within = func(v meta.Value) {
			if v.Line < 1 || int(v.Line) > lines {
				t.Errorf("a value stands on line %d of %d", v.Line, lines)
			}
			for _, f := range v.Fields {
				within(f.Value)
			}
		}
		within(v)
	})
}

func BenchmarkFrontMatter(b *testing.B) {
	src := []byte("---\ntitle: Akers hopes for a resolution\ndate: 2022-11-01 17:05\nplayer: Cam Akers\nteam: Rams\nsource: Josina Anderson\ntags: [trade, rumor]\n---\n" + strings.Repeat("Some words of a body. ", 100))
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			readMatter("x.md", src)
		}
	})
	b.Run("library", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			slowly("x.md", src)
		}
	})
}
