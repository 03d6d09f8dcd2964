package render

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"html"
	"strconv"
	"strings"
	"time"

	"pressbox/internal/plan"
)

// content writes the text of an entry as HTML with absolute addresses: picture,
// body, what was added and what was corrected. It may hold what XML cannot.
func (r *Renderer) content(b *bytes.Buffer, f *plan.Feed, e *plan.FeedEntry) error {
	if f.Summary {
		return nil
	}
	if i := e.Image; i != nil && i.URL != "" {
		b.WriteString(`<figure><img src="` + html.EscapeString(r.abs(i.URL)) + `" alt="` + html.EscapeString(i.Alt) + `"`)
		if i.Width > 0 && i.Height > 0 {
			b.WriteString(` width="` + strconv.Itoa(i.Width) + `" height="` + strconv.Itoa(i.Height) + `"`)
		}
		b.WriteString(`>`)
		if i.Credit != "" {
			b.WriteString(`<figcaption>` + html.EscapeString(i.Credit) + `</figcaption>`)
		}
		b.WriteString("</figure>\n")
	}
	body, err := r.fill(b.AvailableBuffer(), e.Body, e.URL)
	if err != nil {
		return err
	}
	if f.RawHTML {
		absolute(b, bytes.Clone(body), e.URL) // body lies where b is written next
	} else {
		b.Write(body)
	}
	notes := func(key string, notes []plan.Note) {
		for _, n := range notes {
			when, _ := r.theme.words.stamp(n.Time, r.zone)
			label := when
			if words, err := r.theme.words.text(key, []any{when}); err == nil {
				if s, ok := words.(string); ok {
					label = s
				}
			}
			b.WriteString("<p>")
			if label != "" {
				b.WriteString("<strong>" + html.EscapeString(label) + "</strong> ")
			}
			b.WriteString(html.EscapeString(n.Text) + "</p>\n")
		}
	}
	notes("feed.update", e.Updates)
	notes("feed.correction", e.Corrections)
	return nil
}

// text is content for those that want it whole and clean.
func (r *Renderer) text(f *plan.Feed, e *plan.FeedEntry) (string, error) {
	b := r.pools.buffers.Get().(*bytes.Buffer)
	defer r.pools.buffers.Put(b)
	b.Reset()
	err := r.content(b, f, e)
	return clean(b.String()), err
}

// escapeXML is for long texts that are clean; encoding/xml looks at each character
// on its own, which takes several times as long.
func escapeXML(s string) string { return xmlEscaper.Replace(s) }

var xmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")

// feedAuthor is who stands behind entries that name nobody, which Atom wants to know.
func (r *Renderer) feedAuthor(f *plan.Feed) string {
	return cmp.Or(f.Author, r.site.Publisher.Name, r.site.Title)
}

// credit says who reported something in one line.
func credit(c plan.Credit) string {
	if c.Outlet != "" && c.Outlet != c.Source.Text {
		return c.Source.Text + ", " + c.Outlet
	}
	return c.Source.Text
}

// Atom (RFC 4287).

type atomLink struct {
	Rel   string `xml:"rel,attr"`
	Type  string `xml:"type,attr,omitempty"`
	Title string `xml:"title,attr,omitempty"`
	Href  string `xml:"href,attr"`
}

// feedTitle returns the title of a feed, with the theme's word for what it is about.
func (r *Renderer) feedTitle(f *plan.Feed) string {
	if words, ok := r.theme.words.texts[f.Word]; ok && f.Word != "" {
		return words + " · " + f.Title
	}
	return f.Title
}

func (r *Renderer) atom(buf *bytes.Buffer, f *plan.Feed) error {
	r.prolog(buf, feedSheets)
	w := xmlWriter{Buffer: buf, depth: 1}
	w.tag("feed", given("xmlns", "http://www.w3.org/2005/Atom", "xml:lang", r.site.Language))
	w.element("id", f.ID)
	w.element("title", r.feedTitle(f))
	w.element("updated", cmp.Or(string(f.Updated), "1970-01-01T00:00:00Z")) // required; a feed without entries never changed
	w.element("link", "", "rel", "self", "type", "application/atom+xml", "href", f.Self)
	w.element("link", "", "rel", "alternate", "type", "text/html", "href", f.Home)
	for _, hub := range f.Hubs {
		w.element("link", "", "rel", "hub", "href", hub)
	}
	w.start("author")
	w.element("name", r.feedAuthor(f))
	w.end("author")
	w.element("generator", "Pressbox")
	text := r.pools.buffers.Get().(*bytes.Buffer)
	defer r.pools.buffers.Put(text)
	for i := range f.Entries {
		e := &f.Entries[i]
		text.Reset()
		if err := r.content(text, f, e); err != nil {
			return err
		}
		w.start("entry")
		w.element("id", e.ID)
		w.element("title", e.Title)
		w.element("link", "", "rel", "alternate", "type", "text/html", "href", e.URL)
		for _, c := range e.Credits {
			if c.URL != "" {
				w.element("link", "", given("rel", "via", "title", credit(c), "href", r.abs(c.URL))...)
			}
		}
		if e.Published != "" {
			w.element("published", string(e.Published))
		}
		w.element("updated", string(cmp.Or(e.Updated, e.Published)))
		for _, name := range e.Authors {
			w.start("author")
			w.element("name", name)
			w.end("author")
		}
		for _, term := range e.Categories {
			w.element("category", "", "term", term)
		}
		if e.Summary != "" {
			w.element("summary", e.Summary)
		}
		if text.Len() > 0 {
			w.indent()
			w.tag("content", []string{"type", "html"})
			w.markup(text.Bytes())
			w.close("content")
		}
		w.end("entry")
	}
	w.end("feed")
	buf.WriteByte('\n')
	return nil
}

// given leaves out attributes that are empty.
func given(attributes ...string) []string {
	kept := attributes[:0]
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			kept = append(kept, attributes[i], attributes[i+1])
		}
	}
	return kept
}

// RSS 2.0, with the usual extensions for what it has no element for.

type rssFeed struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	Atom    string     `xml:"xmlns:atom,attr"`
	Content string     `xml:"xmlns:content,attr"`
	DC      string     `xml:"xmlns:dc,attr"`
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title       string     `xml:"title"`
	Link        string     `xml:"link"`
	Description string     `xml:"description"`
	Language    string     `xml:"language,omitempty"`
	Updated     string     `xml:"lastBuildDate,omitempty"`
	Generator   string     `xml:"generator"`
	Docs        string     `xml:"docs"`
	Links       []atomLink `xml:"atom:link"`
	Items       []rssItem  `xml:"item"`
}

type rssItem struct {
	Title       string     `xml:"title"`
	Link        string     `xml:"link"`
	GUID        rssGUID    `xml:"guid"`
	Published   string     `xml:"pubDate,omitempty"`
	Updated     string     `xml:"atom:updated,omitempty"` // RSS has no element for it
	Authors     []string   `xml:"dc:creator"`
	Credits     []atomLink `xml:"atom:link"` // nor for who reported something
	Categories  []string   `xml:"category"`
	Description string     `xml:"description,omitempty"`
	Content     *rssText   `xml:"content:encoded"`
}

type rssText struct {
	Text string `xml:",innerxml"` // escaped already
}

type rssGUID struct {
	Permalink bool   `xml:"isPermaLink,attr"`
	ID        string `xml:",chardata"`
}

// rssTime writes a time as RFC 822 wants it, with four digits of the year.
func rssTime(t plan.Time) string {
	at, err := time.Parse(time.RFC3339, string(t))
	if err != nil {
		return ""
	}
	return at.Format(time.RFC1123Z)
}

func (r *Renderer) rss(w *bytes.Buffer, f *plan.Feed) error {
	description := r.site.Description
	if description == "" {
		description = f.Title // required
	}
	feed := rssFeed{
		Version: "2.0", Atom: "http://www.w3.org/2005/Atom", Content: "http://purl.org/rss/1.0/modules/content/", DC: "http://purl.org/dc/elements/1.1/",
		Channel: rssChannel{
			Title: clean(f.Title), Link: clean(f.Home), Description: clean(description), Language: r.site.Language,
			Updated: rssTime(f.Updated), Generator: "Pressbox", Docs: "https://www.rssboard.org/rss-specification",
			Links: []atomLink{{Rel: "self", Type: "application/rss+xml", Href: clean(f.Self)}},
		},
	}
	for _, hub := range f.Hubs {
		feed.Channel.Links = append(feed.Channel.Links, atomLink{Rel: "hub", Href: clean(hub)})
	}
	for i := range f.Entries {
		e := &f.Entries[i]
		text, err := r.text(f, e)
		if err != nil {
			return err
		}
		item := rssItem{
			Title: clean(e.Title), Link: clean(e.URL), GUID: rssGUID{false, clean(e.ID)},
			Published: rssTime(e.Published), Description: html.EscapeString(clean(e.Summary)),
		}
		if e.Updated != e.Published {
			item.Updated = string(e.Updated)
		}
		if text != "" {
			item.Content = &rssText{escapeXML(text)}
		}
		for _, name := range e.Authors {
			item.Authors = append(item.Authors, clean(name))
		}
		for _, c := range e.Credits {
			if c.URL != "" {
				item.Credits = append(item.Credits, atomLink{Rel: "via", Title: clean(credit(c)), Href: clean(r.abs(c.URL))})
			}
		}
		for _, c := range e.Categories {
			item.Categories = append(item.Categories, clean(c))
		}
		feed.Channel.Items = append(feed.Channel.Items, item)
	}
	return r.xml(w, feedSheets, feed)
}

// JSON Feed 1.1.

type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	HomePageURL string       `json:"home_page_url,omitempty"`
	FeedURL     string       `json:"feed_url,omitempty"`
	Description string       `json:"description,omitempty"`
	Language    string       `json:"language,omitempty"`
	Authors     []jsonAuthor `json:"authors,omitempty"`
	Hubs        []jsonHub    `json:"hubs,omitempty"`
	Items       []jsonItem   `json:"items"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonHub struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

type jsonItem struct {
	ID          string       `json:"id"`
	URL         string       `json:"url"`
	ExternalURL string       `json:"external_url,omitempty"` // where it was reported first
	Title       string       `json:"title"`
	HTML        string       `json:"content_html,omitempty"`
	Text        string       `json:"content_text,omitempty"`
	Summary     string       `json:"summary,omitempty"`
	Image       string       `json:"image,omitempty"`
	Published   string       `json:"date_published,omitempty"`
	Modified    string       `json:"date_modified,omitempty"`
	Authors     []jsonAuthor `json:"authors,omitempty"`
	Tags        []string     `json:"tags,omitempty"`
}

func (r *Renderer) jsonFeed(w *bytes.Buffer, f *plan.Feed) error {
	feed := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: clean(f.Title), HomePageURL: clean(f.Home), FeedURL: clean(f.Self),
		Description: clean(r.site.Description), Language: r.site.Language, Items: []jsonItem{},
	}
	feed.Authors = []jsonAuthor{{clean(r.feedAuthor(f))}}
	for _, hub := range f.Hubs {
		feed.Hubs = append(feed.Hubs, jsonHub{"WebSub", clean(hub)})
	}
	for i := range f.Entries {
		e := &f.Entries[i]
		text, err := r.text(f, e)
		if err != nil {
			return err
		}
		item := jsonItem{
			ID: clean(e.ID), URL: clean(e.URL), Title: clean(e.Title), HTML: text, Summary: clean(e.Summary),
			Published: string(e.Published),
		}
		if e.Updated != e.Published {
			item.Modified = string(e.Updated)
		}
		if text == "" { // one of the two is required
			item.Text, item.Summary = item.Summary, ""
			if item.Text == "" {
				item.Text = item.Title
			}
		}
		if e.Image != nil && e.Image.URL != "" {
			item.Image = clean(r.abs(e.Image.URL))
		}
		for _, c := range e.Credits {
			if c.URL != "" {
				item.ExternalURL = clean(r.abs(c.URL))
				break
			}
		}
		for _, name := range e.Authors {
			item.Authors = append(item.Authors, jsonAuthor{clean(name)})
		}
		for _, c := range e.Categories {
			item.Tags = append(item.Tags, clean(c))
		}
		feed.Items = append(feed.Items, item)
	}
	b, err := json.Marshal(feed)
	w.Write(b)
	return err
}
