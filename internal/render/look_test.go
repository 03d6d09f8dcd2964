package render

import (
	"testing"

	"pressbox/internal/plan"
)

func TestLookChangesOnlyWhatIsSaid(t *testing.T) {
	for _, c := range []struct {
		look plan.Look
		want string
	}{
		{plan.Look{}, ""},
		{plan.Look{Logo: "/logo.svg"}, ""},
		{plan.Look{Accent: "#a71930"}, "@media print,(prefers-color-scheme:light){:root{--accent:#a71930}}"},
		{
			plan.Look{DarkPaper: "#000000", TextFont: `Charter, "Source Serif 4", serif`},
			"@media screen and (prefers-color-scheme:dark){:root{--paper:#000000;--soft:color-mix(in srgb,var(--ink) 72%,var(--paper));--hair:color-mix(in srgb,var(--ink) 18%,var(--paper))}}" +
				`:root{--text:Charter, "Source Serif 4", serif}`,
		},
	} {
		if got := string(lookStyle(c.look)); got != c.want {
			t.Errorf("lookStyle(%+v):\n got %s\nwant %s", c.look, got, c.want)
		}
	}
}
