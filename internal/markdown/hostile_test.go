package markdown

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"
)

// hostile are texts that, repeated, make goldmark or a careless walk quadratic, deep
// or huge.
var hostile = []string{
	"> ", ">", "- ", "* ", "1. ", "[", "](", "[](", "![", "![[", "[[", "]]", "*", "**", "*a ", "a* ", "*a_ ", "_a*", "**a _b ", "a**b", "~~", "~a", "`", "``a ", "`a``b",
	"<", "<a ", "<a b=", "<!--", "<!-- ", "<?", "<![CDATA[", "<!A", "</a", "&", "&#", "&#x", "\\", "\\\\", "\\|", "|", "| ", "|-", "|-\n", "-|", "a|b\n", "a\n",
	"[a]: b\n", "[a]:\n", "[a][", "[a]", "[^a]", "[^a]: b\n", "[^", "[^1]: [^1]\n", "# ", "# a\n", "#", "= \n", "a\n=\n", "a\n-\n", "```\n", "~~~ ", "    a\n", "\t", "\t- ", "- \t", "  - a\n",
	"<div>\n", "<div>\n\n", "<x@y.z>", "<http:a>", "[a](b \"", "[a](<", "[a](b 'c", "[a](b (", "(", "'a ", "\"a ", "'", "\"", "...", "---", "-- ", ". ", "6'2\"", "\r", "\r\n", "\x00", "\xff", "é", "\u0301", "[[a|b]]", "[[a", "[[a]", "x[[a]]",
	"- - - x\n", "* * *", "- - - ", "> - ", "1) 1. ", "> > a\n", "![](a)", "[![](a)](b)\n\n", "[a](b)", "<b>", "`a` ", "1. a\n\n", "- a\n\n  b\n", "&lt;", "&CounterClockwiseContourIntegral;",
}

// TestAnyBodyEndsInBoundedTime measures bodies of 64 kB and more, each of which must
// be converted or refused in a time that nobody notices.
func TestAnyBodyEndsInBoundedTime(t *testing.T) {
	size := 64 << 10
	if os.Getenv("PRESSBOX_HOSTILE") != "" {
		size = maxSize
	}
	for _, s := range hostile {
		for _, f := range []struct{ name, text string }{
			{"plain", strings.Repeat(s, size/len(s))},
			{"halves", strings.Repeat(s, size/2/len(s)) + strings.Repeat("]", size/4) + strings.Repeat(")", size/4)},
			{"lines", strings.Repeat(strings.Repeat(s, 40)+"x\n", size/(40*len(s)+2))},
		} {
			start := time.Now()
			parts, pieces := Convert([]byte(f.text), Options{})
			targets := make([]Target, len(parts.Links))
			for i := range targets {
				targets[i].URL = "/a/"
			}
			out, err := pieces.Fill(nil, Holes{Targets: targets})
			if err != nil {
				t.Errorf("%q %s: %v", s, f.name, err)
			}
			if d := time.Since(start); d > 10*time.Second {
				t.Errorf("%q %s: %v", s, f.name, d)
			} else if d > 300*time.Millisecond {
				t.Logf("%q %s: %v, %d faults %v", s, f.name, d, len(parts.Faults), parts.Faults[:min(1, len(parts.Faults))])
			}
			if len(out) > 64*size {
				t.Errorf("%q %s: %d bytes of HTML", s, f.name, len(out))
			}
		}
	}
}

func TestLargeBodiesAreRefusedAtOnce(t *testing.T) {
	start := time.Now()
	parts, pieces := Convert(bytes.Repeat([]byte("many words\n\n"), 1<<20), Options{})
	if d := time.Since(start); d > time.Second {
		t.Errorf("took %v", d)
	}
	if len(parts.Faults) != 1 || parts.Faults[0].Rule != tooLarge {
		t.Errorf("faults: %v", parts.Faults)
	}
	if out, err := pieces.Fill(nil, Holes{}); err != nil || len(out) != 0 {
		t.Errorf("a refused body became %q, %v", out, err)
	}
}

func TestLongLinesAreConverted(t *testing.T) {
	line := strings.Repeat("word ", 200_000)
	parts, _ := Convert([]byte(line), Options{})
	if len(parts.Faults) > 0 {
		t.Errorf("faults: %v", parts.Faults)
	}
	if n := len(parts.Summary); n < 500 || n > maxSummary+10 {
		t.Errorf("summary of %d bytes", n)
	}
}

func TestNestingTooDeepIsNamed(t *testing.T) {
	for _, s := range []string{strings.Repeat("> ", 200) + "x", strings.Repeat("- ", 300) + "x", strings.Repeat("*a **b ", 120) + strings.Repeat("c** d*", 120)} {
		parts, _ := Convert([]byte("fine\n\n"+s), Options{})
		if len(parts.Faults) != 1 || parts.Faults[0].Rule != tooDeep || parts.Faults[0].Line != 3 {
			t.Errorf("%.20s…: %v", s, parts.Faults)
		}
	}
}
