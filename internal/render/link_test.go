package render

import (
	"testing"

	"pressbox/internal/plan"
)

func TestALinkIsHTMLWhateverItHolds(t *testing.T) {
	for l, want := range map[plan.Link]string{
		{Text: "Cam Akers", URL: "/players/cam-akers/"}:           `<a href="/players/cam-akers/">Cam Akers</a>`,
		{Text: "D'Ernest & <Son>"}:                                `D&#39;Ernest &amp; &lt;Son&gt;`,
		{Text: "x", URL: "javascript:alert(1)"}:                   `x`,
		{Text: "x", URL: "\tjava\nscript:alert(1)"}:               `x`,
		{Text: "x", URL: "//evil.example/"}:                       `x`,
		{Text: "x", URL: `https://example.org/?a=1&b="><script>`}: `<a href="https://example.org/?a=1&amp;b=&#34;&gt;&lt;script&gt;">x</a>`,
		{Text: "\u2028", URL: "https://example.org/" + "\u00e9"}:  "<a href=\"https://example.org/\u00e9\">\u2028</a>",
	} {
		if got := string(link(l)); got != want {
			t.Errorf("%q: got %s, want %s", l, got, want)
		}
	}
}
