package markdown

import (
	"strings"
	"testing"
)

// post is 350 words as writers write them.
var post = func() []byte {
	const paragraph = `Cam Akers' future with the Rams stays open, *a source said* on Tuesday. He "hopes for a
resolution" and does not feel that playing in [Los Angeles](../10/away.md) again is in his best interest,
as [[Josina Anderson]] reports -- the deadline passed at 4 p.m. without a trade, and the team's coach would
not say whether he'd be back at practice this week or the next one after that.

`
	return []byte(strings.Repeat(paragraph, 4) + "## What comes next\n\n- Practice on **Wednesday**\n- A meeting with the coach\n- The game in Tampa on Sunday\n\n" +
		strings.Repeat(paragraph, 1) + "| Season | Carries | Yards |\n|---|--:|--:|\n| 2020 | 145 | 625 |\n| 2022 | 51 | 151 |\n")
}()

func BenchmarkConvert(b *testing.B) {
	b.SetBytes(int64(len(post)))
	b.ReportAllocs()
	for b.Loop() {
		Convert(post, Options{})
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		parse(post)
	}
}

func BenchmarkFill(b *testing.B) {
	parts, pieces := Convert(post, Options{})
	targets := make([]Target, len(parts.Links))
	for i := range targets {
		targets[i].URL = "/x/y/"
	}
	h := Holes{Targets: targets, Names: []Name{{"Cam Akers", "/players/cam-akers/"}, {"Los Angeles Rams", "/teams/rams/"}, {"Minnesota Vikings", "/teams/vikings/"}}}
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf, _ = pieces.Fill(buf[:0], h)
	}
}
