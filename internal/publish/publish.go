// Package publish turns a site into a folder of files, touching only what changed.
//
// Its one law: only what we wrote is ever deleted or replaced, and any
// interruption is mended by running again.
package publish

import (
	"context"

	"pressbox/internal/digest"
	"pressbox/internal/site"
)

// A Tree is what is published, by path.
type Tree map[string]Entry

// An Entry is one published file.
type Entry struct {
	Key  digest.Digest // of everything its bytes depend on
	Sum  digest.Digest // of its bytes
	Size int64
}

// Options say how to publish.
type Options struct {
	Clean    bool                  // make everything again, remove files that are not ours
	Progress func(done, total int) // may be nil
}

// A Report says what Dir did.
type Report struct {
	Written   []Change // in path order
	Removed   []string // in path order
	Unchanged int
	Foreign   []string // files in the folder that are not ours and were left
}

// A Change is a file that was written, with the reason.
type Change struct {
	Path   string
	Reason string // new, data, template css…, in words
	New    bool
}

// Dir publishes s into the folder out. It refuses a site with errors.
func Dir(ctx context.Context, s *site.Site, out string, opt Options) (Tree, Report, error) {
	return nil, Report{}, nil
}
