package render

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"pressbox/internal/plan"
)

// TestTeamColoursKeepContrast holds the colours that teamstyle makes of any two
// to WCAG AA: text on the colour, and the colour on paper, in both schemes.
func TestTeamColoursKeepContrast(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pick := func() string {
		switch random.IntN(8) {
		case 0:
			return ""
		case 1:
			return "#ffffff"
		case 2:
			return "#000000"
		}
		return color{uint8(random.Uint32()), uint8(random.Uint32()), uint8(random.Uint32())}.String()
	}
	form := regexp.MustCompile(`^--team:(#[0-9a-f]{6});--team-ink:(#[0-9a-f]{6});--team-dark:(#[0-9a-f]{6});--team-dark-ink:(#[0-9a-f]{6});--team-trim:#[0-9a-f]{6}$`)
	r := &Renderer{}
	for range 5000 {
		team := plan.TeamLink{Primary: pick(), Accent: pick()}
		l, err := r.look(&team)
		if err != nil {
			t.Fatal(err)
		}
		m := form.FindStringSubmatch(string(l.css))
		if m == nil {
			t.Fatalf("%+v: %s", team, l.css)
		}
		var c [4]color
		for i := range c {
			c[i], _ = parseColor(m[i+1])
		}
		for _, pair := range []struct {
			a, b color
			min  float64
		}{{c[0], c[1], 4.5}, {c[2], c[3], 4.5}, {c[0], white, 3}, {c[0], lightPaper, 3}, {c[2], black, 3}, {c[2], darkPaper, 3}, {l.accent, l.light, 3}} {
			if got := contrast(pair.a, pair.b); got < pair.min {
				t.Errorf("%+v: %v on %v has contrast %.2f, under %v", team, pair.a, pair.b, got, pair.min)
			}
		}
	}
}

func TestTeamColoursAreKeptWhereTheyCanBe(t *testing.T) {
	for _, test := range []struct{ primary, accent, light, dark string }{
		{"#003594", "#ffd100", "#003594", "#ffd100"}, // blue on white, gold at night
		{"#ffb612", "#101820", "#101820", "#ffb612"},
		{"#d50a0a", "", "#d50a0a", ""},
		{"", "", "#5a5e66", ""},
		{"nonsense", "", "#5a5e66", ""},
	} {
		l := newLook(test.primary, test.accent)
		if l.light.String() != test.light || test.dark != "" && l.dark.String() != test.dark {
			t.Errorf("%s and %s: got %v on light and %v on dark paper", test.primary, test.accent, l.light, l.dark)
		}
	}
}

func TestContrastIsThatOfWCAG(t *testing.T) {
	if got := contrast(black, white); got < 20.99 || got > 21.01 {
		t.Errorf("black on white: %v", got)
	}
	gray, _ := parseColor("#767676")
	if got := contrast(gray, white); got < 4.53 || got > 4.55 {
		t.Errorf("#767676 on white: %v", got)
	}
}

func TestMonogramsAreDrawnForAnyInitials(t *testing.T) {
	r := &Renderer{}
	team := &plan.TeamLink{Primary: "#003594", Accent: "#ffd100"}
	for initials, want := range map[string]struct {
		paths int
		text  string
	}{
		"CA": {4, ""}, "ca": {4, ""}, "É.Ö": {4, ""}, "ABCD": {5, ""}, "": {2, ""}, "7": {2, ""},
		"ЖЩ": {2, "ЖЩ"}, "李": {2, "李"}, `"<`: {2, ""},
	} {
		html, err := r.monogram(initials, team)
		if err != nil {
			t.Fatal(err)
		}
		s := string(html)
		wellFormed(t, "monogram", s)
		if got := strings.Count(s, "<path"); got != want.paths || strings.Contains(s, "<text") != (want.text != "") || !strings.Contains(s, want.text) {
			t.Errorf("%q: %s", initials, s)
		}
		if !strings.Contains(s, `fill="#003594"`) || !strings.Contains(s, `aria-hidden="true"`) {
			t.Errorf("%q: %s", initials, s)
		}
	}
	if _, err := r.monogram("CA", "Rams"); err == nil {
		t.Error("a text is taken for a team")
	}
}
