// Package deploy puts a published tree onto a host, sending only what changed.
//
// Its one law: readers never see half a site, and only what we put there is ever
// deleted. On every host a record of what stands there is written last; a list of
// what is about to change is written first, so that a deploy that was interrupted
// can be repeated or abandoned.
package deploy

import (
	"context"
	"fmt"
	"io"

	"pressbox/internal/digest"
)

// A Host is a place that publishes files. Each is a package below this one.
type Host interface {
	// Record returns the record of what stands there, as Release.Commit was given
	// it; nil when nothing of ours does. pending are the paths of a deploy that was
	// interrupted: what stands at them is not known.
	Record(ctx context.Context) (record []byte, pending []string, err error)

	// Stage begins a release that will hold the files of next. Nothing that readers
	// see has changed when it returns.
	Stage(ctx context.Context, c Changes) (Release, error)

	// Limits are what the host would refuse.
	Limits() Limits
}

// A Release is a site on its way. Its calls come in this order, one at a time.
type Release interface {
	// Send puts files there. It is called several times, in the order in which
	// readers may see files: pages never before what they point at.
	Send(ctx context.Context, files []File, sent func(File)) error
	// Remove takes away files that are not part of the site any more. It is called
	// once, after everything was sent.
	Remove(ctx context.Context, paths []string) error
	// Commit makes the release what readers see, if they do not see it yet, and
	// keeps the record.
	Commit(ctx context.Context, record []byte) error
	// Abandon gives up. What readers see is whole: the old site, or on a host
	// without releases the old site with some files of the new.
	Abandon(ctx context.Context) error
}

// A File is one file of a site with what a host must know to serve it.
type File struct {
	Path     string
	Size     int64
	Sum      digest.Digest
	Type     string // content type
	Cache    string // Cache-Control
	Encoding string // gzip, or empty; Size and Sum are of the bytes before
	Redirect string // where the page leads to, on hosts that redirect by themselves

	Open func() (io.ReadCloser, error) `json:"-"`
}

// Same reports whether a reader cannot tell f from g.
func (f File) Same(g File) bool {
	return f.Path == g.Path && f.Size == g.Size && f.Sum == g.Sum && f.Type == g.Type &&
		f.Cache == g.Cache && f.Encoding == g.Encoding && f.Redirect == g.Redirect
}

// Bytes returns what f holds, and makes sure that it still is what the site was
// rendered to.
func (f File) Bytes() ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	if digest.Of(data) != f.Sum {
		return nil, fmt.Errorf("%s changed since it was built: build and deploy again", f.Path)
	}
	return data, nil
}

// Limits are what a host refuses; zero means no limit.
type Limits struct {
	Files    int
	FileSize int64 // bytes
	Total    int64 // bytes
	Host     string
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

// A Step is a group of files that may become visible together.
type Step int

// The steps in which files are sent.
const (
	Hashed  Step = iota // style sheets and scripts, under the name of what they hold
	Fresh               // files that are new
	Changed             // pages that change
	Lists               // feeds, sitemaps and search, which point at all others
	steps
)
