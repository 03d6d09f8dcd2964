package newsroom

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"pressbox/internal/content"
	"pressbox/internal/digest"
	"pressbox/internal/markdown"
	"pressbox/internal/meta"
)

// corpus makes up players, of whom one in fifty shares a name with another, and
// posts about them.
func corpus(tb testing.TB, players, posts int) []*content.Document {
	tb.Helper()
	givens := []string{"Cam", "Josh", "D'Andre", "DeVonta", "Luka", "C.J.", "Amon-Ra", "José", "Robbie", "Breece", "Tyreek", "Justin", "Ja'Marr", "Kyle", "Micah", "Nick", "Trey", "Will", "Zach", "Ezekiel"}
	starts := []string{"Ak", "Al", "Swif", "Smi", "Mos", "Jeffer", "Gar", "Ander", "Hal", "Hill", "Cook", "Mix", "Bos", "Cham", "Pur", "Wat", "War", "Ell"}
	ends := []string{"ers", "len", "th", "ley", "son", "cía", "man", "field", "ton", "berg", "quist", "ford", "well", "worth", "by", "iott"}
	name := func(i int) string {
		if i%50 == 49 {
			i -= 7
		}
		suffix := []string{"", "", "", "", " Jr.", " II", " III"}[i/(20*18*16)%7]
		middle := ""
		if i >= 20*18*16*7 {
			middle = "X"
		}
		return givens[i%20] + " " + starts[i/20%18] + middle + ends[i/(20*18)%16] + suffix
	}
	var docs []*content.Document
	add := func(path, src string) {
		docs = append(docs, document(tb, path, []byte(src)))
	}
	clubs := []string{"Rams", "Chargers", "Vikings", "Bills", "Jaguars", "Bears", "Lions", "Colts", "Jets", "Giants", "Saints", "Texans"}
	for i, c := range clubs {
		add(fmt.Sprintf("content/teams/team-%d.md", i), fmt.Sprintf("name: City%c %s\nnickname: %s\nabbreviations: [T%02d]\nleague: nfl\n", 'A'+i, c, c, i))
	}
	for i := range players {
		year := 2010 + i%12
		add(fmt.Sprintf("content/players/p-%d.md", i), fmt.Sprintf("name: %q\nposition: RB\nborn: %d-06-22\ndrafted: {year: %d, round: 2, pick: 52, team: team-%d}\nteams:\n  - {team: team-%d, from: %d-04-24, to: %d-09-20}\n  - {team: team-%d, from: %d-09-20}\n",
			name(i), year-21, year, i%12, i%12, year, year+3, (i+5)%12, year+3))
	}
	add("content/sources/josina-anderson.md", "name: Josina Anderson\noutlet: CBS Sports\n")
	add("content/authors/mara-whitlock.md", "name: Mara Whitlock\n")
	// Posts by meta alone: converting bodies is not what is measured.
	at := time.Date(2012, 1, 1, 12, 0, 0, 0, time.UTC)
	for i := range posts {
		at = at.Add(time.Hour)
		n := i * 7919 % players
		who := name(n)
		if n%50 == 49 || n%50 == 42 || at.Year() < 2025 && n%12 > 1 {
			who = fmt.Sprintf("p-%d", n)
		}
		path := fmt.Sprintf("content/posts/%s/post-%d.md", at.Format("2006/01"), i)
		src := fmt.Sprintf("title: The news of post %d\ndate: %s\nplayer: %s\nsource: Josina Anderson\nauthor: Mara Whitlock\nstatus: reported\ntags: [trades, news]\nstory: story-%d\n", i, at.Format("2006-01-02 15:04"), who, i/20)
		if i%3 == 0 {
			src += "team: [Rams, Vikings]\n"
		}
		v, problems := meta.ParseYAML(path, []byte(src), 2)
		if len(problems) > 0 {
			tb.Fatal(problems)
		}
		docs = append(docs, &content.Document{Path: path, Kind: content.Post, Sum: digest.Digest{}, Meta: meta.Pack(v), Parts: &markdown.Parts{Summary: "A summary."}})
	}
	slices.SortFunc(docs, func(a, b *content.Document) int { return strings.Compare(a.Path, b.Path) }) // as content has them
	return docs
}

// BenchmarkAssemble measures processor time a post; at most 5 µs are wanted.
func BenchmarkAssemble(b *testing.B) {
	const players, posts = 5_000, 100_000
	docs := corpus(b, players, posts)
	cfg, now := siteConfig(b), noon(b, "2026-01-01")
	runtime.GC()
	before := processorTime(b)
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		room, problems := Assemble(docs, nil, cfg, Options{Now: now})
		if problems.Failed() || len(room.Posts) < posts/2 {
			text := make([]string, 0, 10)
			for _, p := range problems[:min(10, len(problems))] {
				text = append(text, p.String())
			}
			b.Fatal(len(room.Posts), strings.Join(text, "\n"))
		}
	}
	spent := processorTime(b) - before
	b.ReportMetric(float64(spent.Microseconds())/float64(b.N)/posts, "cpu-µs/post")
}

func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
