package publish

import (
	"cmp"
	"context"
	"io"
	"runtime"

	"pressbox/internal/digest"
	"pressbox/internal/site"
)

// Would returns the tree that Dir would publish into out, and writes nothing. What
// the record says of a file whose inputs have not changed is believed.
func Would(ctx context.Context, s *site.Site, out string) (Tree, error) {
	if s.Problems.Failed() {
		return nil, &Refusal{s.Problems}
	}
	was := &record{}
	if state, err := openState(s.Options.Dir, out, false); err == nil {
		was = state.record()
		state.close()
	}
	b := &build{site: s, was: was, next: record{ground: s.Ground()}}
	tree := make(Tree, len(s.Plan.Files))
	err := each(ctx, cmp.Or(s.Options.Jobs, runtime.GOMAXPROCS(0)), len(tree), func(i int) error {
		f := s.Plan.Files[i]
		var old *Entry
		if at, ok := was.tree.Find(f.Path); ok {
			old = &was.tree[at]
		}
		now := b.entry(&f, old)
		key := now.Key
		if old != nil && old.Key == key {
			tree[i] = Entry{Path: f.Path, Key: key, Sum: now.Sum, Size: now.Size}
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
		tree[i] = Entry{Path: f.Path, Key: key, Sum: digest.Of(buf.Bytes()), Size: int64(buf.Len())}
		return nil
	})
	if err == nil && b.failures != nil {
		return nil, &Refusal{b.failures.Sort()}
	}
	return tree, err
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
