// Package config turns site.yaml into a Config.
//
// Its one law: everything has a default but title and base_url, and a key that
// is not known is a problem, never ignored.
package config

import (
	"net/url"
	"time"

	"pressbox/internal/markdown"
	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// A Config is what a site says of itself.
type Config struct {
	ID           string // a UUID or any text that never changes; feed ids are made from it
	Title        string
	Description  string
	BaseURL      *url.URL       // http or https, its path ends in a slash
	Language     string         // BCP 47
	Timezone     *time.Location // a day is a day here
	Permalink    Permalink
	PerPage      int // posts on a full list page
	Unregistered Unregistered
	Nav          []NavItem
	Params       meta.Value // anything else a template wants
	Publisher    Publisher
	Feeds        Feeds
	Markdown     markdown.Options
	LinkNames    bool // link declared names in prose
	Rules        map[string]problem.Severity
	Deploy       []Target // in the order written
}

// Permalink is the pattern of a post's address.
type Permalink string

// Unregistered says what becomes of a name without a record.
type Unregistered uint8

const (
	Warn Unregistered = iota // a near miss is an error, anything else a warning and a plain page
	Allow
	Refuse
)

// A NavItem is a link of the site's own navigation.
type NavItem struct {
	Title, URL   string
	Line, Column int // of URL in site.yaml
}

// Publisher is who stands behind the site (schema.org NewsMediaOrganization).
type Publisher struct {
	Name, Logo, URL string
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
	Name, Type string
	Settings   meta.Value
}
