package plan

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressbox/internal/config"
	"pressbox/internal/content"
	"pressbox/internal/digest"
	"pressbox/internal/newsroom"
)

var update = flag.Bool("update", false, "write testdata/plan.golden")

// small is a newsroom with something of every kind.
func small() *draft {
	d := newDraft("2022-11-03 12:00")
	akers := d.player("cam-akers")
	akers.Stints = []newsroom.Stint{{Team: d.team("los-angeles-rams"), Span: newsroom.Span{From: "2020-04-24"}}}
	anderson := d.player("chosen-anderson")
	anderson.Names = []newsroom.Dated{
		{Text: "Robby Anderson", Span: newsroom.Span{To: "2022-02-01"}},
		{Text: "Chosen Anderson", Span: newsroom.Span{From: "2022-02-01"}},
	}
	d.player("nobody-knows").Doc = nil
	d.team("st-louis-rams").Aliases = []newsroom.Alias{{Path: "/teams/rams/", Place: newsroom.Place{File: "content/teams/st-louis-rams.md", Line: 4, Column: 10}}}
	about := []string{"p:cam-akers", "t:los-angeles-rams", "s:josina-anderson", "a:ada", "g:trades"}
	d.post("2021-12-30", "early", "p:chosen-anderson")
	d.post("2022-10-14 09:00", "akers-away", append(about, "st:akers-trade", "rumor")...)
	d.post("2022-10-20", "fresh-start", append(about, "st:akers-trade", "reported")...)
	for i := range 4 {
		d.post(fmt.Sprintf("2022-10-2%d", i+1), fmt.Sprintf("day-%d", i), about...)
	}
	d.post("2022-11-01 17:05", "no-trade", append(about, "st:akers-trade", "fell-through")...).
		Aliases = []newsroom.Alias{{Path: "/old/no-trade", Place: newsroom.Place{File: "x.md", Line: 5}}}
	d.post("2022-11-02 08:00", "hines", "p:nobody-knows", "t:los-angeles-rams")
	gone := d.post("2022-11-02 09:00", "gone", "p:cam-akers")
	gone.Retracted = &newsroom.Note{Time: moment("2022-11-02 10:00"), Text: "It was another."}
	picture := &content.Asset{Path: "content/posts/2022/11/akers.jpg", Sum: digest.Of([]byte("jpg")), Width: 800, Height: 600}
	d.posts[1].Links = []newsroom.Ref{{To: picture}}
	d.page("about")
	return d
}

func TestGoldenPlan(t *testing.T) {
	statics := []Static{{Path: "CNAME"}, {Path: "css/site.css", Sum: digest.Of([]byte("css"))}, {Path: "icon.svg", Sum: digest.Of([]byte("svg"))}}
	p := mustMake(t, small(), testConfig("https://wire.example/news/"), statics...)
	var b strings.Builder
	for _, f := range p.Files {
		fmt.Fprintf(&b, "%s\t%s\t%s\n", f.Path, f.Template, f.From)
	}
	golden := filepath.Join("testdata", "plan.golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("the plan differs from %s (go test -update rewrites it):\n%s", golden, diff)
	}
}

// digests returns the digest of every file, and of the data itself under its path
// with an exclamation mark.
func digests(p *Plan) map[string]digest.Digest {
	out := make(map[string]digest.Digest, len(p.Files))
	for _, f := range p.Files {
		out[f.Path] = f.Digest()
		if _, quick := f.maker.(summer); quick {
			out[f.Path+"!"] = Hash(f.Data())
		}
	}
	return out
}

func TestSameNewsroomSameData(t *testing.T) {
	cfg := testConfig("https://wire.example/")
	a, b := digests(mustMake(t, small(), cfg)), digests(mustMake(t, small(), cfg))
	if diff := cmp.Diff(a, b); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsNotPlannedHasNoPath(t *testing.T) {
	p, _ := Make(&newsroom.Newsroom{}, &config.Config{}, nil)
	if f, ok := p.Lookup("nowhere/index.html"); ok || f.Path != "" || f.From != "" || f.Made() {
		t.Errorf("found %+v", f.Output)
	}
}
