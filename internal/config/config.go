// Package config turns site.yaml into a Config.
//
// Its one law: everything has a default but title and base_url, and a key that
// is not known is a problem, never ignored.
package config

import (
	"net/url"
	"time"

	"pressbox/internal/digest"
	"pressbox/internal/markdown"
	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// File is the name of the file, in the site's folder.
const File = "site.yaml"

// NoID stands in for the id of a site that has none. It is made from nothing, so
// that no change of title or address ever changes an id of a feed; the price is
// that two such sites can call two posts the same, and so there is a warning.
const NoID = "a site without an id"

// A Config is what a site says of itself. After problems it is complete all the
// same: what could not be read has its default.
type Config struct {
	Sum          digest.Digest  // of the file
	ID           string         // a UUID or any text that never changes; feed ids are made from it; NoID when not given
	Title        string         // one line
	Description  string         // one line
	BaseURL      *url.URL       // http or https, its path ends in a slash; never nil
	Language     string         // BCP 47
	Timezone     *time.Location // a day is a day here; never nil
	Permalink    Permalink
	PerPage      int // posts on a full list page
	Unregistered Unregistered
	Nav          []NavItem
	Params       meta.Value // anything else a template wants: a Map, or Null
	Publisher    Publisher
	Look         Look
	Feeds        Feeds
	Markdown     markdown.Options
	LinkNames    bool // link declared names in prose
	Rules        map[string]problem.Severity
	Deploy       []Target // in the order written
	Editor       string   // the address that opens a file, with {file}, {line} and {column}; empty for none
}

// Permalink is the pattern of a post's address: it begins and ends with a slash
// and holds :slug, and may hold :year, :month and :day.
type Permalink string

// Unregistered says what becomes of a name without a record.
type Unregistered uint8

const (
	Warn   Unregistered = iota // a near miss is an error, anything else a warning and a plain page
	Allow                      // a near miss is a warning, anything else a plain page
	Refuse                     // an error
)

// A NavItem is a link of the site's own navigation.
type NavItem struct {
	Title, URL   string
	Line, Column int // of URL in site.yaml
}

// Publisher is who stands behind the site (schema.org NewsMediaOrganization).
type Publisher struct {
	Name string
	Logo string // a path of this site, or an address with http or https
	URL  string // http or https
}

// A Look is what site.yaml changes of the theme, under logo, colors and fonts.
// What is empty is the theme's own.
type Look struct {
	Logo          string // a path of this site, or an address with http or https
	LogoAlt       string
	LogoWidth     int // in CSS pixels; 0 when unknown
	LogoHeight    int
	Paper, Ink    string // of the page and its text: #rrggbb
	DarkPaper     string
	DarkInk       string
	Accent        string // of links that are hovered, and of the focus ring
	DarkAccent    string
	HeadlineFont  string // a CSS font-family
	TextFont      string
	InterfaceFont string
}

// Feeds are the settings of all feeds.
type Feeds struct {
	Items   int      // newest posts a feed carries
	Summary bool     // carry summaries instead of full posts
	Hubs    []string // WebSub hubs
}

// A Target is a host that the site is deployed to. Its settings are read by the
// host's own package.
type Target struct {
	Name         string
	Type         string // folder, s3, ssh or git
	Settings     meta.Value
	Line, Column int // of Name in site.yaml
}
