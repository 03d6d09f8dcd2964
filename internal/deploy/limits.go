package deploy

import (
	"fmt"
	"slices"
	"strings"
)

// Limits are what a host refuses; zero means no limit.
type Limits struct {
	Host     string // its name, for messages
	Files    int
	FileSize int64 // bytes
	Total    int64 // bytes
}

// Check returns an error that names the first limit that files break.
func (l Limits) Check(files []File) error {
	var total int64
	for _, f := range files {
		total += f.Size
		if l.FileSize > 0 && f.Size > l.FileSize {
			return fmt.Errorf("%s takes files of at most %d bytes, and %s has %d: make it smaller or keep it elsewhere", l.Host, l.FileSize, f.Path, f.Size)
		}
	}
	switch {
	case l.Files > 0 && len(files) > l.Files:
		return fmt.Errorf("%s takes at most %d files, and this site has %d: choose another host", l.Host, l.Files, len(files))
	case l.Total > 0 && total > l.Total:
		return fmt.Errorf("%s takes at most %d bytes, and this site has %d: choose another host", l.Host, l.Total, total)
	}
	return nil
}

// known are the limits of services that take whatever is put before them and
// publish it by themselves.
func known() []Limits {
	return []Limits{
		{Host: "Cloudflare Pages", Files: 20_000, FileSize: 25 << 20},
		{Host: "GitHub Pages", FileSize: 100 << 20, Total: 1 << 30},
		{Host: "GitLab Pages", Files: 200_000},
	}
}

// LimitsOf returns the limits of a service by its name in site.yaml:
// cloudflare-pages, github-pages, gitlab-pages.
func LimitsOf(name string) (Limits, bool) {
	i := slices.IndexFunc(known(), func(l Limits) bool { return word(l.Host) == name })
	if i < 0 {
		return Limits{}, false
	}
	return known()[i], true
}

// Services returns the names that LimitsOf knows.
func Services() []string {
	var names []string
	for _, l := range known() {
		names = append(names, word(l.Host))
	}
	return names
}

func word(host string) string { return strings.ReplaceAll(strings.ToLower(host), " ", "-") }
