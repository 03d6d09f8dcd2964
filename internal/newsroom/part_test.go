package newsroom

import (
	"fmt"
	"strings"
	"testing"
)

// TestPostsThatStandApartSayTheSame has more texts than one piece of memory holds, and one
// that no piece would hold beside another.
func TestPostsThatStandApartSayTheSame(t *testing.T) {
	var archive strings.Builder
	archive.WriteString(teams + akers)
	for i := range 300 {
		fmt.Fprintf(&archive, "-- posts/2022/11/p-%d.md --\n---\ntitle: %q\ndate: 2022-11-%02d\nplayer: Cam Akers\nteam: Rams\nstatus: rumor\n", i, strings.Repeat("Akers é ", i)+fmt.Sprint(i), 1+i%28)
		fmt.Fprintf(&archive, "source: {name: Somebody %d, outlet: The Post, url: https://x.example/%d, date: 2022-10-31}\n", i, i)
		switch i % 3 {
		case 1:
			fmt.Fprintf(&archive, "slug: other-%d\nsummary: In short, %d.\n", i, i)
		case 2:
			fmt.Fprintf(&archive, "id: tag:x.example,2022:%d\nparams: {mood: good}\n", i)
		}
		archive.WriteString("---\nThe first paragraph.\n")
	}
	said := func(opt Options) string {
		opt.Now = noon(t, "2022-12-01")
		room, _ := assembleWith(t, siteConfig(t), opt, archive.String())
		var out strings.Builder
		for _, p := range room.Posts {
			if opt.Apart {
				p.Doc.Meta = "" // as whoever asked for it will do
			}
			fmt.Fprintf(&out, "%s %s %q %q %s %v %s", p.ID, p.Slug, p.Title, p.Summary, p.Status, p.Params, p.Day)
			for _, m := range p.Players {
				fmt.Fprintf(&out, " %s=%s", m.Text, m.Player.ID)
			}
			for _, m := range p.Teams {
				fmt.Fprintf(&out, " %s=%s %t", m.Text, m.Team.ID, m.Typed)
			}
			for _, c := range p.Sources {
				fmt.Fprintf(&out, " %s, %s, %s, %s", c.Name, c.Outlet, c.URL, c.Date)
			}
			out.WriteByte('\n')
		}
		return out.String()
	}
	want, got := said(Options{}), said(Options{Apart: true})
	if n := strings.Count(want, "\n"); n != 300 || len(want) < 3<<16 {
		t.Fatalf("%d posts in %d bytes", n, len(want))
	}
	for i, line := range strings.Split(want, "\n") {
		if other := strings.Split(got, "\n")[i]; other != line {
			t.Fatalf("apart\n%s\nelse\n%s", other, line)
		}
	}
}
