package deploy

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/url"
	"path"
	"strings"

	"pressbox/internal/plan"
	"pressbox/internal/publish"
)

// Headers say how files are served, on hosts that let us.
type Headers struct {
	Cache    []CacheRule // the first that matches a path wins
	Gzip     bool        // text is stored packed
	Redirect bool        // the host redirects by itself
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

func (h *Headers) cache(f File) string {
	for _, rule := range h.Cache {
		subject := f.Path
		if !strings.Contains(rule.Match, "/") {
			subject = path.Base(f.Path)
		}
		if ok, _ := path.Match(rule.Match, subject); ok {
			return rule.Value
		}
	}
	if f.hashed() {
		return forever
	}
	return briefly
}

// Files returns the files of a published tree, by path. h is nil for hosts that
// choose headers themselves. base is the path of the site's address, with slashes
// around it. open reads a file.
func Files(tree publish.Tree, redirects []plan.Redirect, base string, h *Headers, open func(path string) (io.ReadCloser, error)) []File {
	leads := map[string]string{}
	for _, r := range redirects {
		name, err := url.PathUnescape(strings.TrimPrefix(r.From, base))
		if err != nil {
			continue // no file of ours
		}
		if name == "" || strings.HasSuffix(name, "/") {
			name += "index.html"
		}
		leads[name] = r.To
	}
	files := make([]File, 0, len(tree))
	for _, entry := range tree {
		name := entry.Path
		f := File{Path: name, Size: entry.Size, Sum: entry.Sum, Open: func() (io.ReadCloser, error) { return open(name) }}
		if h != nil {
			f.Type, f.Cache = plan.MediaType(name), h.cache(f)
			if h.Gzip && text(f.Type) {
				f.Encoding = "gzip"
			}
			if h.Redirect {
				f.Redirect = leads[name]
			}
		}
		files = append(files, f)
	}
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
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
