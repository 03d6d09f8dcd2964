package deploy

import (
	"cmp"
	"compress/gzip"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"pressbox/internal/plan"
	"pressbox/internal/publish"
)

// Headers say how files are served, on hosts that let us.
type Headers struct {
	Cache []CacheRule // the first that matches a path wins
	Gzip  bool        // text is stored packed
}

// A CacheRule gives files whose path matches a Cache-Control.
type CacheRule struct {
	Match string // a pattern of package path over the whole path, or over the name alone when it has no slash
	Value string
}

// Without a rule of the site's, files that carry their digest in their name are
// kept for a year, and everything else is asked for again soon.
const (
	forever = "public, max-age=31536000, immutable"
	briefly = "public, max-age=60, must-revalidate"
)

func (h Headers) cache(name string) string {
	for _, rule := range h.Cache {
		subject := name
		if !strings.Contains(rule.Match, "/") {
			subject = path.Base(name)
		}
		if ok, _ := path.Match(rule.Match, subject); ok {
			return rule.Value
		}
	}
	if hashed(name) {
		return forever
	}
	return briefly
}

// Files returns the files of a published tree, by path, with their headers. open
// reads one of them.
func Files(tree publish.Tree, redirects []plan.Redirect, base string, h Headers, open func(path string) (io.ReadCloser, error)) []File {
	leads := map[string]string{}
	for _, r := range redirects {
		name := strings.TrimPrefix(r.From, base)
		if strings.HasSuffix(r.From, "/") {
			name += "index.html"
		}
		leads[name] = r.To
	}
	files := make([]File, 0, len(tree))
	for name, entry := range tree {
		f := File{
			Path: name, Size: entry.Size, Sum: entry.Sum, Type: plan.MediaType(name), Cache: h.cache(name), Redirect: leads[name],
			Open: func() (io.ReadCloser, error) { return open(name) },
		}
		if h.Gzip && text(f.Type) {
			f.Encoding = "gzip"
		}
		files = append(files, f)
	}
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return files
}

// text reports whether bytes of a content type become much fewer when packed.
func text(contentType string) bool {
	return strings.HasPrefix(contentType, "text/") || strings.Contains(contentType, "json") || strings.Contains(contentType, "xml")
}

// Pack returns the bytes that a host stores for f: packed when f says so. The same
// file is packed to the same bytes.
func (f File) Pack() ([]byte, error) {
	data, err := f.Bytes()
	if err != nil || f.Encoding == "" {
		return data, err
	}
	if f.Encoding != "gzip" {
		return nil, fmt.Errorf("%s: encoding %q is not known", f.Path, f.Encoding)
	}
	var b strings.Builder
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return []byte(b.String()), nil
}
