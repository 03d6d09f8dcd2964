package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// commit puts everything in place. It is short, and it does not stop halfway for
// anything but an error: what is then left is mended by the next build.
func (b *build) commit(todo []*job, gone []*spot) error {
	if b.opt.Clean {
		if err := b.sweep(); err != nil {
			return err
		}
	}
	for _, s := range gone {
		if err := b.root.Remove(s.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		b.folders[s.folder].dirty = true
	}
	b.prune(func(f *folder) bool { return !f.wanted && !f.alien })
	for n, j := range todo {
		if j.written {
			b.folders[j.folder].dirty = true
		}
		if !j.staged {
			continue
		}
		if j.form == foldered {
			if err := b.root.RemoveAll(j.path); err != nil {
				return err
			}
		}
		if f := &b.folders[j.folder]; f.form != foldered {
			if err := b.root.MkdirAll(f.path, 0o777); err != nil {
				return err
			}
			f.form, f.dirty = foldered, true
		}
		if err := b.root.Rename(stagePath(n), j.path); err != nil {
			return err
		}
	}
	return b.root.RemoveAll(stageName)
}

// prune removes the folders that a rule names, where nothing is left in them.
func (b *build) prune(rule func(*folder) bool) {
	for i := len(b.folders) - 1; i > 0; i-- { // children come after their parents
		f := &b.folders[i]
		// It fails where something lies, which is as it should be.
		if f.form == foldered && rule(f) && b.root.Remove(f.path) == nil {
			f.form = absent
			b.folders[f.parent].dirty = true
		}
	}
}

// sweep removes what is not ours.
func (b *build) sweep() error {
	for _, name := range b.foreign {
		if err := b.root.RemoveAll(strings.TrimSuffix(name, "/")); err != nil {
			return err
		}
	}
	b.foreign = nil
	for i := range b.folders {
		f := &b.folders[i]
		f.alien = false
		if f.wanted && (f.form == regular || f.form == odd) {
			if err := b.root.Remove(f.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			f.form = absent
		}
	}
	return nil
}

// finish makes the record of what stands now.
func (b *build) finish() error {
	clock, err := b.state.now()
	if err != nil {
		return err
	}
	// Within one tick of the file system's clock a file may change again
	// without a sign of it, so the time of a file that young says nothing.
	const tick = 20e6
	settled := func(mtime int64) int64 {
		if mtime > clock-tick {
			return 0
		}
		return mtime
	}
	r := &b.next
	// Parts are numbered anew, in the order in which files name them: what was found
	// by several goroutines has no order, and what nothing names any more is dropped.
	found := b.parts.list
	numbers := make([]int, len(found))
	number := func(n *uint16) {
		if numbers[*n] == 0 {
			r.parts = append(r.parts, found[*n])
			numbers[*n] = len(r.parts)
		}
		*n = uint16(numbers[*n] - 1)
	}
	for i := range r.tree {
		e := &r.tree[i]
		e.mtime = settled(e.mtime)
		number(&e.program)
		number(&e.templates)
		number(&e.site)
	}
	from, err := newLookout(b.root)
	if err != nil {
		return err
	}
	defer from.close()
	err = each(context.Background(), b.jobs, len(b.folders), func(i int) error {
		f := &b.folders[i]
		if f.form != foldered || !f.dirty {
			return nil
		}
		form, _, mtime, err := from.lstat(orDot(f.path))
		if err == nil && form != foldered && i > 0 { // the output folder itself may be led to by a link
			err = fmt.Errorf("%s is no folder any more (build again)", f.path)
		}
		f.mtime = mtime
		return err
	})
	for i := range b.folders {
		if f := &b.folders[i]; f.form == foldered && f.wanted && !f.alien && settled(f.mtime) != 0 {
			r.folders = append(r.folders, folderTime{f.path, f.mtime})
		}
	}
	return err
}
