package render

import (
	"strings"
	"testing"

	"pressbox/internal/plan"
)

// TestSitemapEntryIsNoLongerThanPlanned holds what is written to what planning
// counts on, so that no sitemap is too long.
func TestSitemapEntryIsNoLongerThanPlanned(t *testing.T) {
	r := mustParse(t, "en", tiny()).For(&plan.Plan{Site: site()}, bodies{}, nil)
	length := func(entries ...plan.SitemapEntry) int {
		return len(mustRender(t, r, file(plan.Sitemap, &plan.URLSet{Entries: entries})))
	}
	for _, e := range []plan.SitemapEntry{
		{Loc: "https://wire.example/"},
		{Loc: "https://wire.example/a/", LastMod: "2022-11-01T17:05:00-04:00"},
		{Loc: "https://wire.example/a&b'c/?d=1&e=2", LastMod: "2022-11-01T17:05:00-04:00"},
	} {
		if got := length(e) - length(); got > e.Size() {
			t.Errorf("%s takes %d bytes, and %d were planned", e.Loc, got, e.Size())
		}
	}
	if got := length(); got > 300 {
		t.Errorf("a sitemap without entries has %d bytes", got)
	}
}

func TestNewsSitemapsNameLanguagesAsTheirSchemaDoes(t *testing.T) {
	for tag, want := range map[string]string{
		"en": "en", "en-US": "en", "pt-BR": "pt", "ar": "ar", "fil": "fil", "sr-Latn-RS": "sr",
		"zh": "zh-cn", "zh-CN": "zh-cn", "zh-SG": "zh-cn", "zh-Hans": "zh-cn", "zh-Hans-HK": "zh-cn", "ZH-HANS-TW": "zh-cn",
		"zh-TW": "zh-tw", "zh-HK": "zh-tw", "zh-MO": "zh-tw", "zh-Hant": "zh-tw", "zh-Hant-CN": "zh-tw",
	} {
		s := site()
		s.Language = tag
		r := mustParse(t, "en", tiny()).For(&plan.Plan{Site: s}, bodies{}, nil)
		news := mustRender(t, r, file(plan.Sitemap, &plan.URLSet{News: true, Entries: []plan.SitemapEntry{{Loc: "https://wire.example/", Title: "x"}}}))
		if !strings.Contains(string(news), "<news:language>"+want+"</news:language>") {
			t.Errorf("%s is not %s in %s", tag, want, news)
		}
	}
}
