package publish

import (
	"context"
	"io"

	"pressbox/internal/digest"
	"pressbox/internal/plan"
	"pressbox/internal/site"
)

// Would returns the tree that Dir would publish into out, and writes nothing. What
// the record says of a file whose inputs have not changed is believed.
func Would(ctx context.Context, s *site.Site, out string) (Tree, error) {
	if s.Problems.Failed() {
		return nil, &Refusal{s.Problems}
	}
	b := onlooker(s, out)
	tree := make(Tree, len(s.Plan.Files))
	err := each(ctx, b.jobs, len(tree), func(i int) error {
		f := s.Plan.Files[i]
		now, same := b.recorded(&f)
		if same {
			tree[i] = Entry{Path: f.Path, Key: now.Key, Sum: now.Sum, Size: now.Size}
			return nil
		}
		buf := b.buffer()
		defer b.free(buf)
		if f.Made() {
			if err := b.failed(b.render(buf, f)); err != nil {
				return err
			}
		} else if err := read(buf, s, i); err != nil {
			return err
		}
		tree[i] = Entry{Path: f.Path, Key: now.Key, Sum: digest.Of(buf.Bytes()), Size: int64(buf.Len())}
		return nil
	})
	if err == nil && b.failures != nil {
		return nil, &Refusal{b.failures.Sort()}
	}
	return tree, err
}

// onlooker returns a build of s that knows the record of out and writes nothing.
func onlooker(s *site.Site, out string) *build {
	b := &build{site: s, jobs: jobs(s.Options), was: &record{}, next: record{ground: s.Ground()}}
	if state, err := openState(s.Options.Dir, out, false); err == nil {
		b.was = state.record()
		state.close()
	}
	return b
}

// recorded returns the entry of f, and whether the record has one with the same key.
func (b *build) recorded(f *plan.File) (now Entry, same bool) {
	var was *Entry
	if at, ok := b.was.tree.Find(f.Path); ok {
		was = &b.was.tree[at]
	}
	now = b.entry(f, was)
	return now, was != nil && was.Key == now.Key
}

// read reads a file that is copied.
func read(w io.Writer, s *site.Site, i int) error {
	file, err := s.Open(s.Plan.Files[i])
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.Copy(w, file)
	return err
}
