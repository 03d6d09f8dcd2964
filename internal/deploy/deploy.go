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
	// it; nil when nothing of ours does. pending is what Stage was given by a deploy
	// that was interrupted after it began to change what readers see; nil for none.
	Record(ctx context.Context) (record, pending []byte, err error)

	// Holds looks at what really stands at the paths of files, and says of each, in
	// their order, whether it is that file.
	Holds(ctx context.Context, files []File) ([]State, error)

	// Stage begins a release that does c. Nothing that readers see has changed when
	// it returns.
	Stage(ctx context.Context, c Changes, pending []byte) (Release, error)

	// Limits are what the host would refuse.
	Limits() Limits

	// Close ends the connection, if there is one. The next call makes a new one.
	Close() error
}

// A State is what stands at a path of a host.
type State uint8

// What can stand at a path.
const (
	Absent State = iota
	Equal        // the very file that was asked for
	Other        // another one, or a folder, or a file where a folder is needed
)

// A Release is a site on its way. Its calls come in this order, one at a time.
type Release interface {
	// Seen reports whether readers see each file as it comes, so that their order
	// matters.
	Seen() bool
	// Send puts files there. It is called several times, in the order in which
	// readers may see files: pages never before what they point at.
	Send(ctx context.Context, files []File, sent func(File)) error
	// Remove takes away files that are not part of the site any more; what is not
	// there is no error. It is called after everything was sent that can be sent
	// before.
	Remove(ctx context.Context, paths []string) error
	// Commit makes the release what readers see, if they do not see it yet, and
	// keeps the record. It fails if the release before it is not the one that the
	// record calls its parent: somebody else deployed meanwhile.
	Commit(ctx context.Context, record []byte) error
	// Abandon gives up. What readers see is whole: the old site, or on a host
	// without releases the old site with some files of the new.
	Abandon(ctx context.Context) error
}

// A File is one file of a site with what a host must know to serve it.
type File struct {
	Path     string // slash-separated, below the site
	Size     int64
	Sum      digest.Digest
	Type     string `json:",omitzero"` // content type; this and the rest are empty on hosts that choose headers themselves
	Cache    string `json:",omitzero"` // Cache-Control
	Encoding string `json:",omitzero"` // gzip, or empty; Size and Sum are of the bytes before
	Redirect string `json:",omitzero"` // where the page leads to, on hosts that redirect by themselves

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
