package markdown

import (
	"errors"
	"strings"
	"testing"
)

var (
	akers = Name{"Cam Akers", "/players/cam-akers/"}
	rams  = Name{"Los Angeles Rams", "/teams/los-angeles-rams/"}
)

// TestNamesInProse says which words of a text are linked: those between braces.
func TestNamesInProse(t *testing.T) {
	swift := Name{"D'Andre Swift", "/swift/"}
	pacman := Name{`Adam "Pacman" Jones`, "/pacman/"}
	mosley := Name{"C.J. Mosley", "/mosley/"}
	smith, senior := Name{"Steve Smith", "/smith/"}, Name{"Steve Smith Sr.", "/senior/"}
	for _, tt := range []struct {
		names []Name
		want  string // the text, with what is linked between braces
	}{
		{[]Name{akers}, "{Cam Akers} ran."},
		{[]Name{akers}, "{Cam Akers} ran. Cam Akers fell."},
		{[]Name{akers}, "{Cam Akers}’ day, Cam Akers’s day"},
		{[]Name{akers}, "{Cam Akers}’s day"},
		{[]Name{akers}, "(“{Cam Akers}”)"},
		{[]Name{akers}, "Akers and Cam and cam akers and CAM AKERS"},
		{[]Name{akers}, "Cam Akersson, McCam Akers, Cam Akers-Jones, Ex-Cam Akers, O’Cam Akers"},
		{[]Name{akers}, "@Cam Akers #Cam Akers _Cam Akers"},
		{[]Name{akers}, "{Cam\nAkers} across lines"},
		{[]Name{akers}, "Cam, Akers and Cam. Akers and Cam – Akers"},
		{[]Name{akers}, "Cam Akers Jr. and Cam Akers, Sr., and Cam Akers III, but {Cam Akers}, IVs"},
		{[]Name{akers, rams}, "{Cam Akers} of the {Los Angeles Rams} and Cam Akers"},
		{[]Name{rams}, "the {Los Angeles Rams}’ line, the Los Angeles Ramses"},
		{[]Name{rams}, "Los Angeles and Rams and Angeles Rams"},
		{[]Name{swift}, "{D’Andre Swift}’s"},
		{[]Name{{"D’Andre Swift", "/swift/"}}, "{D’Andre Swift} ran"},
		{[]Name{swift}, "{DʼAndre Swift} ran"},
		{[]Name{{"Andre Swift", "/x/"}}, "D’Andre Swift ran"},
		{[]Name{pacman}, "{Adam “Pacman” Jones} returned"},
		{[]Name{{"'Melo Anthony", "/melo/"}}, "{’Melo Anthony} shot"},
		{[]Name{mosley}, "{C.J. Mosley} hit"},
		{[]Name{mosley}, "{CJ Mosley} hit"},
		{[]Name{mosley}, "{C. J. Mosley} hit"},
		{[]Name{{"CJ Mosley", "/m/"}}, "{C.J. Mosley} hit"},
		{[]Name{{"CJ Mosley", "/m/"}}, "{C. J. Mosley} hit"},
		{[]Name{smith}, "Steve Smith Sr. and {Steve Smith}"},
		{[]Name{smith, senior}, "{Steve Smith Sr.} and {Steve Smith}"},
		{[]Name{smith, senior}, "{Steve Smith} and {Steve Smith Sr}"},
		{[]Name{senior}, "{Steve Smith Sr.}’s son"},
		{[]Name{senior}, "by Steve Smith"},
		{[]Name{{"Joe Tryon", "/x/"}, {"Joe Tryon-Shoyinka", "/t/"}}, "{Joe Tryon-Shoyinka} and {Joe Tryon}"},
		{[]Name{{"Joe Tryon-Shoyinka", "/t/"}}, "{Joe Tryon‑Shoyinka}"},
		{[]Name{{"Luka Dončić", "/l/"}}, "{Luka Dončić} or Luka Doncic"},
		{[]Name{{"Luka Donc\u030cic\u0301", "/l/"}}, "{Luka Doncic}"},
		{[]Name{{"Luis García", "/1/"}, {"Luis Garcia", "/2/"}}, "{Luis Garcia} and {Luis García}"},
		{[]Name{{"Chosen Anderson", "/c/"}}, "was chosen, Anderson; {Chosen Anderson}"},
		{[]Name{{"T&amp;T", "/x/"}, {"amp", "/amp/"}, {"lt", "/lt/"}}, "T&amp;T &lt;"},
		{[]Name{{"Black & Decker", "/bd/"}}, "{Black &amp; Decker}"},
		{[]Name{{"Cam Akers", "javascript:x"}, {"", "/x/"}, {" ", "/x/"}, {".", "/x/"}}, "Cam Akers. ."},
		{[]Name{{"Cam Akers", "#x"}}, "{Cam Akers}"},
		{[]Name{{"Élan", "/x/"}}, "{Élan}, Elan"},
		{[]Name{{"Cam  Akers ", "/x/"}}, "{Cam Akers}"},
	} {
		src := strings.NewReplacer("{", "", "}", "", "&amp;", "&", "&lt;", `\<`).Replace(tt.want)
		got, _ := page(t, src, Options{}, tt.names...)
		got = strings.TrimSuffix(strings.TrimPrefix(got, "<p>"), "</p>\n")
		for _, n := range tt.names {
			got = strings.ReplaceAll(got, `<a href="`+n.URL+`">`, "{")
		}
		if got = strings.ReplaceAll(got, "</a>", "}"); got != tt.want {
			t.Errorf("%q\ngot  %s\nwant %s", tt.names, got, tt.want)
		}
	}
}

func TestNamesAreLinkedInRunningTextOnly(t *testing.T) {
	for src, want := range map[string]bool{
		"Cam Akers": true, "*Cam Akers*": true, "> Cam Akers": true, "- Cam Akers": true, "a[^1]\n\n[^1]: Cam Akers": true, "|a|\n|-|\n|Cam Akers|": true,
		"# Cam Akers": false, "`Cam Akers`": false, "    Cam Akers": false, "```\nCam Akers\n```": false, "[Cam Akers](/x)": false, "[[X|Cam Akers]]": false,
		"![Cam Akers](x.png)": false, "![x](x.png \"Cam Akers\")": false, "|Cam Akers|\n|-|": false, "<b title='Cam Akers'>": false, "<div>Cam Akers</div>": false, "*Cam* Akers": false,
		"[a](javascript:x \"Cam Akers\")": false, "[x](" + akers.URL + ") Cam Akers": false,
	} {
		got, _ := page(t, src, Options{}, akers)
		if linked := strings.Contains(got, ">Cam Akers</a>") && strings.Contains(got, akers.URL); linked != want {
			t.Errorf("%q: linked is %v in %q", src, linked, got)
		}
	}
}

func TestFillNeverLeadsToWhatIsUnsafe(t *testing.T) {
	_, pieces := Convert([]byte("[a](x) ![b](y) [[c]] Cam Akers"), Options{})
	for _, url := range append([]string{"", " ", "player:x", "source:x", "http:x", "x\ny", "\x00"}, unsafe...) {
		if Safe(url) && !strings.ContainsAny(url, "&<") && !strings.Contains(url, `\:`) {
			t.Errorf("%q is safe", url)
		}
		if Safe(url) {
			continue
		}
		out, err := pieces.Fill(nil, Holes{Targets: []Target{{URL: url}, {URL: url}, {URL: url}}, Names: []Name{{"Cam Akers", url}}, Page: url})
		if err != nil || string(out) != "<p>a b c Cam Akers</p>\n" {
			t.Errorf("%q: %s %v", url, out, err)
		}
	}
}

func TestAddressesAreEncoded(t *testing.T) {
	_, pieces := Convert([]byte("[a](x)"), Options{})
	for url, want := range map[string]string{
		`/a"b'c<d>e&f`: `/a%22b&#39;c%3Cd%3Ee&amp;f`, "/é": "/%C3%A9", "/a%20b%zz": "/a%20b%25zz", "/[x]|{y}^`": "/%5Bx%5D%7C%7By%7D%5E%60", "http://[::1]/[x]": "http://[::1]/%5Bx%5D", "/a b?c d#e#f": "/a%20b?c%20d#e%23f",
	} {
		out, err := pieces.Fill(nil, Holes{Targets: []Target{{URL: url}}})
		if got := string(out); err != nil || got != `<p><a href="`+want+`">a</a></p>`+"\n" {
			t.Errorf("%s: %s %v", url, got, err)
		}
	}
}

func TestPicturesHaveTheirSizeAndLoadLate(t *testing.T) {
	_, pieces := Convert([]byte("![a](x)\n\n![b](y)\n\n![c](z)"), Options{})
	out, err := pieces.Fill(nil, Holes{Targets: []Target{{"/x", 30, 20}, {"/y", 3, 2}, {"/z", 0, 9}}})
	want := "<figure><img src=\"/x\" alt=\"a\" width=\"30\" height=\"20\"></figure>\n" +
		"<figure><img src=\"/y\" alt=\"b\" width=\"3\" height=\"2\" loading=\"lazy\" decoding=\"async\"></figure>\n" +
		"<figure><img src=\"/z\" alt=\"c\" loading=\"lazy\" decoding=\"async\"></figure>\n"
	if err != nil || string(out) != want {
		t.Errorf("got %s %v", out, err)
	}
}

func TestFragmentsLeadToThePage(t *testing.T) {
	_, pieces := Convert([]byte("[a](#b) c[^1] Cam Akers\n\n[^1]: d"), Options{})
	out, err := pieces.Fill([]byte("before "), Holes{Targets: []Target{{URL: "#b"}}, Names: []Name{{"Cam Akers", "#c"}}, Page: "https://x.example/p/"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"before <p>", `"https://x.example/p/#b"`, `"https://x.example/p/#c"`, `"https://x.example/p/#fn:1"`, `"https://x.example/p/#fnref:1"`} {
		if !strings.Contains(string(out), want) {
			t.Errorf("no %s in %s", want, out)
		}
	}
	if strings.Contains(string(out), `"#`) {
		t.Errorf("a fragment alone is left in %s", out)
	}
}

func TestFillRefusesWhatConvertDidNotMake(t *testing.T) {
	_, pieces := Convert([]byte("[a](x) ![b](y) *c* Cam Akers [^1]\n\n[^1]: d"), Options{})
	h := Holes{Targets: make([]Target, 2), Names: []Name{akers}}
	if _, err := pieces.Fill(nil, h); err != nil {
		t.Fatal(err)
	}
	for i := range pieces {
		if out, err := pieces[:i].Fill([]byte("x"), h); !errors.Is(err, ErrPieces) || string(out) != "x" {
			t.Errorf("the first %d bytes: %q %v", i, out, err)
		}
	}
	if _, err := append(pieces[:len(pieces):len(pieces)], 0).Fill(nil, h); err == nil {
		t.Error("more than pieces was filled")
	}
	if _, err := pieces.Fill(nil, Holes{Targets: h.Targets[:1]}); err == nil {
		t.Error("a target is missing, and no error")
	}
}
