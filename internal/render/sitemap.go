package render

import (
	"bytes"
	"encoding/xml"
	"strings"

	"pressbox/internal/plan"
)

type urlSet struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	News    string       `xml:"xmlns:news,attr,omitempty"`
	Entries []sitemapURL `xml:"url"`
}

type sitemapURL struct {
	Loc     string       `xml:"loc"`
	LastMod string       `xml:"lastmod,omitempty"`
	News    *sitemapNews `xml:"news:news"`
}

type sitemapNews struct {
	Name      string `xml:"news:publication>news:name"`
	Language  string `xml:"news:publication>news:language"`
	Published string `xml:"news:publication_date"`
	Title     string `xml:"news:title"`
}

func (r *Renderer) sitemap(w *bytes.Buffer, s *plan.URLSet) error {
	set := urlSet{Entries: make([]sitemapURL, 0, len(s.Entries))}
	if s.News {
		set.News = "http://www.google.com/schemas/sitemap-news/0.9"
	}
	name := r.site.Publisher.Name
	if name == "" {
		name = r.site.Title
	}
	for _, e := range s.Entries {
		u := sitemapURL{Loc: clean(e.Loc), LastMod: string(e.LastMod)}
		if s.News {
			u.News = &sitemapNews{clean(name), newsLanguage(r.site.Language), string(e.Published), clean(e.Title)}
		}
		set.Entries = append(set.Entries, u)
	}
	return r.xml(w, nil, set)
}

// newsLanguage is the language as the news schema wants it: two or three letters,
// but for Chinese, where it tells the scripts apart.
func newsLanguage(tag string) string {
	parts := strings.Split(strings.ToLower(tag), "-")
	if parts[0] != "zh" {
		return parts[0]
	}
	for _, part := range parts[1:] {
		switch part { // a script stands before the region, and says more
		case "hant", "tw", "hk", "mo":
			return "zh-tw"
		case "hans":
			return "zh-cn"
		}
	}
	return "zh-cn"
}

type sitemapIndex struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
	Entries []sitemapURL `xml:"sitemap"`
}

func (r *Renderer) sitemapIndex(w *bytes.Buffer, s *plan.SitemapIndex) error {
	index := sitemapIndex{Entries: make([]sitemapURL, 0, len(s.Entries))}
	for _, e := range s.Entries {
		index.Entries = append(index.Entries, sitemapURL{Loc: clean(e.Loc), LastMod: string(e.LastMod)})
	}
	return r.xml(w, nil, index)
}

func (r *Renderer) robots(w *bytes.Buffer, t *plan.RobotsText) error {
	w.WriteString("User-agent: *\nAllow: /\n")
	for i, url := range t.Sitemaps {
		if i == 0 {
			w.WriteByte('\n')
		}
		w.WriteString("Sitemap: " + oneLine(url) + "\n")
	}
	return nil
}

// oneLine keeps a text from beginning another line.
func oneLine(s string) string {
	return strings.Map(func(c rune) rune {
		if c < 0x20 || c == 0x7f || c == '\u0085' || c == '\u2028' || c == '\u2029' {
			return -1
		}
		return c
	}, s)
}
