// Package plan turns a newsroom into the plan of its site: every file that will
// be published, what each is made from, and the data of each page.
//
// Its one law: this is the only place where an address is decided, and two
// files never claim one path.
package plan

import (
	"slices"
	"strings"
	"time"

	"pressbox/internal/config"
	"pressbox/internal/digest"
	"pressbox/internal/newsroom"
	"pressbox/internal/problem"
)

// A Plan is every file of a site. It never changes once Make has returned it.
type Plan struct {
	Site      *Site      // what every page knows
	Files     []File     // in path order, no path twice
	Redirects []Redirect // in order of From; each is a File too
	Next      time.Time  // the next instant at which the output changes by itself; zero when never

	desk *desk
}

// A File is an output to be. It is light: the data of its page is made when
// asked for and not kept.
type File struct {
	*Output
	desk *desk
}

// An Output is what a file is, whatever its data is by now: plans that come of Again
// share it.
type Output struct {
	Path     string        // below the output folder: 2022/11/akers/index.html
	URL      string        // with the base path, escaped: /news/2022/11/akers/
	Template string        // post.html, …; a Format for feeds and the like; empty when From is copied
	From     string        // the document, record or static file (static/css/site.css) it is about; empty when it is about the site
	Sum      digest.Digest // of the bytes copied; zero when a template makes them

	maker maker // nil when From is copied
}

// A maker makes the data of a file: a pointer to one of the page types of this package.
type maker interface{ data(d *desk) any }

// A summer is a maker that tells its data's digest without making all of it.
type summer interface{ sum(d *desk) digest.Digest }

// A made is a maker that is no more than its function.
type made func(d *desk) any

func (m made) data(d *desk) any { return m(d) }

// NewFile returns a file that template makes of data, for those who need one
// without a plan.
func NewFile(path, url, template string, data any) File {
	return File{Output: &Output{Path: path, URL: url, Template: template, maker: made(func(*desk) any { return data })}}
}

// Made reports whether a template or format makes f; if not, From is copied.
func (f File) Made() bool { return f.maker != nil }

// Data makes the data of f, which is Made: a pointer to one of the page types of
// this package.
func (f File) Data() any { return f.maker.data(f.desk) }

// Digest returns the digest of what f holds or is made from: of the bytes copied,
// else of its page's data. It is told from parts that are remembered where many
// files share them, so it is not Hash of the data, but changes whenever that does.
func (f File) Digest() digest.Digest {
	switch {
	case f.maker == nil:
		return f.Sum
	case f.desk == nil:
		return Hash(f.Data())
	}
	return f.desk.sum(f.maker)
}

// Formats that are not made by templates.
const (
	Atom        = "atom"       // Feed
	RSS         = "rss"        // Feed, as RSS 2.0
	JSONFeed    = "jsonfeed"   // Feed, as JSON Feed 1.1
	Sitemap     = "sitemap"    // URLSet
	SitemapTop  = "sitemaps"   // SitemapIndex
	Robots      = "robots"     // RobotsText
	RedirectTo  = "redirect"   // Redirect
	RedirectAll = "_redirects" // RedirectList
	JSON        = "json"       // anything plain that encoding/json can print, as it prints it
)

// A Static is a file of static/, of the theme or of the site itself.
type Static struct {
	Path string // below static/: css/site.css
	Sum  digest.Digest
	Size int64

	Width, Height int // of a picture, in pixels; 0 when unknown
}

// Make plans the site. statics are in path order.
func Make(room *newsroom.Newsroom, cfg *config.Config, statics []Static) (*Plan, problem.List) {
	d := newDesk(room, cfg)
	d.planPosts()
	for t := range room.Topics {
		d.planTopic(t)
	}
	d.tellApart()
	d.planPages()
	d.planMoves()
	d.planHome()
	d.planArchive()
	d.planSearch()
	d.planIndexes()
	d.planFeeds()
	d.planStatics(statics)
	d.planMedia()
	d.planRedirects()
	d.planSitemaps()
	d.settle(nil)
	d.checkLinks()
	d.titles.twice = d.sameTitles()
	return d.settled()
}

// Lookup returns the file at path, if the plan has one; else a file without a path.
func (p *Plan) Lookup(path string) (File, bool) {
	i, ok := find(p.Files, path)
	if !ok {
		return File{Output: new(Output)}, false
	}
	return p.Files[i], true
}

// find returns where path stands, or would stand, in files, which are in path order.
func find(files []File, path string) (int, bool) {
	return slices.BinarySearchFunc(files, path, func(f File, path string) int { return strings.Compare(f.Path, path) })
}
