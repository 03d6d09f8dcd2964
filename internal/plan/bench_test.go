package plan

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"pressbox/internal/newsroom"
)

// large is a newsroom of n posts over ten years, with 5,000 players of whom few
// are in most of the news.
func large(n int) *draft {
	d := newDraft("2026-01-01")
	r := rand.New(rand.NewPCG(1, 2))
	z := rand.NewZipf(r, 1.2, 20, 4999)
	begin := moment("2016-01-01")
	for i := range 32 {
		d.team(fmt.Sprintf("team-%d", i))
	}
	for i := range 5000 {
		p := d.player(fmt.Sprintf("player-%d", i))
		p.Stints = []newsroom.Stint{{Team: d.team(fmt.Sprintf("team-%d", i%32))}}
		p.Positions = []newsroom.Dated{{Text: "RB"}}
		p.Born = "1999-06-22"
	}
	for i := range n {
		when := begin.Add(time.Duration(i) * (87600 * time.Hour / time.Duration(n)))
		about := []string{fmt.Sprintf("p:player-%d", z.Uint64()), fmt.Sprintf("s:source-%d", r.IntN(200)), fmt.Sprintf("a:author-%d", r.IntN(20))}
		if i%2 == 0 {
			about = append(about, fmt.Sprintf("p:player-%d", z.Uint64()))
		}
		if i%5 == 0 {
			about = append(about, fmt.Sprintf("st:story-%d", i/25), "rumor")
		}
		p := d.post(when.Format("2006-01-02 15:04"), fmt.Sprintf("news-%d-of-the-day", i), about...)
		for _, m := range p.Players {
			p.Teams = append(p.Teams, newsroom.TeamMention{Team: m.Teams[0], Text: m.Teams[0].Names[0].Text})
		}
		p.Summary = "A summary of about one hundred and fifty bytes, as the first paragraph of a post is, with some names of players and of teams in it."
	}
	return d
}

func BenchmarkMake(b *testing.B) {
	d := large(100_000)
	room, cfg := d.room(), testConfig("https://wire.example/")
	cfg.PerPage, cfg.Feeds.Items = 20, 20
	b.ReportAllocs()
	for b.Loop() {
		Make(room, cfg, nil)
	}
}

// BenchmarkData makes and hashes the data of every page, as a build does that
// finds nothing changed.
func BenchmarkData(b *testing.B) {
	d := large(100_000)
	room, cfg := d.room(), testConfig("https://wire.example/")
	cfg.PerPage, cfg.Feeds.Items = 20, 20
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		p, _ := Make(room, cfg, nil)
		b.StartTimer()
		perTemplate := map[string]time.Duration{}
		for _, f := range p.Files {
			start := time.Now()
			f.Digest()
			perTemplate[f.Template] += time.Since(start)
		}
		for k, v := range perTemplate {
			b.ReportMetric(float64(v.Milliseconds()), "ms/"+k)
		}
	}
}
