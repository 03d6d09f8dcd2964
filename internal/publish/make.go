package publish

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strconv"

	"pressbox/internal/content"
	"pressbox/internal/digest"
	"pressbox/internal/plan"
)

// stageName is the folder, inside the output folder so that renaming out of it
// cannot fail for want of space, where changed files wait until all are there.
const stageName = ".pressbox-stage"

// begin writes the journal and clears the stage of an interrupted build.
func (b *build) begin(todo []*job, gone []*spot) error {
	paths := slices.Clone(b.pending.paths)
	for _, j := range todo {
		paths = append(paths, j.path)
	}
	for _, s := range gone {
		paths = append(paths, s.path)
	}
	slices.Sort(paths)
	if !b.pending.damaged { // a damaged one names everything
		if err := b.state.begin(slices.Compact(paths)); err != nil {
			return err
		}
	}
	return b.root.RemoveAll(stageName)
}

// make renders what is to be made. New files are created where they belong;
// changed ones go to the stage. A template that fails does not end the search
// for others that do, but nothing is written after it.
func (b *build) make(ctx context.Context, todo []*job) error {
	from, err := newLookout(b.root)
	if err != nil {
		return err
	}
	defer from.close()
	hands := make(chan *hand, b.jobs)
	for range b.jobs {
		hands <- &hand{out: from, top: b.root}
	}
	defer func() {
		for range b.jobs {
			(<-hands).leave()
		}
	}()
	staging := false
	one := <-hands
	for i := range b.folders {
		// Every folder is made before its files, unless something of ours is in its way.
		f := &b.folders[i]
		if !f.wanted || f.form != absent || b.folders[f.parent].form != foldered {
			continue
		}
		if err := one.mkdir(f.path); err != nil {
			hands <- one
			return err
		}
		f.form, f.made, f.dirty = foldered, true, true
		b.folders[f.parent].dirty = true
	}
	hands <- one
	for _, j := range todo {
		staging = staging || b.stages(j.spot)
	}
	if staging {
		if err := b.root.Mkdir(stageName, 0o777); err != nil {
			return err
		}
	}
	err = each(ctx, b.jobs, len(todo), func(n int) error {
		h := <-hands
		err := b.makeOne(h, todo[n], n)
		hands <- h
		if b.opt.Progress != nil {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.made++
			b.opt.Progress(b.made, len(todo))
		}
		return err
	})
	if err == nil && len(b.failures) > 0 {
		return &Refusal{b.failures.Sort()}
	}
	return err
}

// stages reports whether the bytes of s have to wait in the stage.
func (b *build) stages(s *spot) bool {
	return s.form != absent || b.folders[s.folder].form != foldered
}

func (b *build) makeOne(h *hand, j *job, n int) error {
	var content []byte
	sum := j.file.Sum
	if j.file.Made() {
		buf := b.buffer()
		defer b.free(buf)
		if err := b.render(buf, *j.file); err != nil {
			return b.failed(err)
		}
		content = buf.Bytes()
		sum = digest.Of(content)
	}
	j.now.Sum, j.now.Size, j.now.mtime = sum, int64(len(content)), j.mtime
	if j.form == regular && sum == *j.sum {
		if !j.file.Made() {
			info, err := b.root.Lstat(j.path)
			if err != nil {
				return err
			}
			j.now.Size = info.Size()
		}
		return nil
	}
	if b.broken() {
		return nil
	}
	name, staged := j.path, b.stages(j.spot)
	if staged {
		name = stagePath(n)
	}
	file, err := h.create(name)
	if err != nil {
		return err
	}
	j.staged, j.created, j.written = staged, !staged, true
	if j.file.Made() {
		_, err = file.Write(content)
	} else {
		err = b.copy(file, j.file)
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		_, j.now.Size, j.now.mtime, err = h.out.lstat(name)
	}
	return err
}

func (b *build) broken() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.failures) > 0
}

// copy writes the bytes of a file that is not rendered, and refuses others than
// the plan was made for.
func (b *build) copy(to io.Writer, f *plan.File) error {
	from, err := b.site.Open(*f)
	if errors.Is(err, fs.ErrNotExist) {
		return content.Changed(f.From)
	}
	if err != nil {
		return err
	}
	defer from.Close()
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(to, h), from); err != nil {
		return err
	}
	if digest.Digest(h.Sum(nil)) != f.Sum {
		return content.Changed(f.From)
	}
	return nil
}

func stagePath(n int) string { return stageName + "/" + strconv.Itoa(n) }

// undo takes back what make did and returns err. If that fails too, the journal
// stays, and the next build mends the rest.
func (b *build) undo(todo []*job, err error) error {
	whole := true
	for _, j := range todo {
		if j.created {
			whole = b.root.Remove(j.path) == nil && whole
		}
	}
	b.prune(func(f *folder) bool { return f.made })
	whole = b.root.RemoveAll(stageName) == nil && whole
	if whole && !b.pending.found {
		_ = b.state.end() // a journal that stays costs the next build a look, no more
	}
	return err
}
