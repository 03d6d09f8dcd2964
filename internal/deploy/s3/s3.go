// Package s3 publishes into a bucket: Amazon S3, Cloudflare R2, Backblaze B2,
// MinIO, Google Cloud Storage by its S3 interface, and others that speak it.
//
// Its one law: credentials come from the environment and the usual files, and
// appear in no setting, no message and no log.
package s3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"pressbox/internal/deploy"
)

// Settings are what site.yaml says of a target of type s3.
type Settings struct {
	Bucket   string
	Prefix   string // of every key, without slashes around it; may be empty
	Region   string
	Endpoint string // https://…; Amazon's when empty
}

// A Bucket is a deploy.Store.
type Bucket struct {
	client *minio.Client
	bucket string
	prefix string
}

// tries is how often a request is sent, with growing pauses, before it has failed.
const tries = 6

// deadline bounds every request, however often it is sent again.
const deadline = 5 * time.Minute

// Open makes a store of a bucket. It sends nothing.
func Open(s Settings) (*Bucket, error) {
	endpoint, secure := "s3.amazonaws.com", true
	if s.Endpoint != "" {
		u, err := url.Parse(s.Endpoint)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.Trim(u.Path, "/") != "" {
			return nil, fmt.Errorf("endpoint %q is not the address of a server: write https:// and its name, and the bucket under bucket", s.Endpoint)
		}
		endpoint, secure = u.Host, u.Scheme == "https"
	}
	creds := credentials.NewChainCredentials([]credentials.Provider{
		&credentials.EnvAWS{}, &credentials.EnvMinio{}, &credentials.FileAWSCredentials{}, &credentials.FileMinioClient{}, &credentials.IAM{},
	})
	client, err := minio.New(endpoint, &minio.Options{Creds: creds, Secure: secure, Region: s.Region, MaxRetries: tries, BucketLookup: lookup(s.Endpoint)})
	if err != nil {
		return nil, err
	}
	client.SetAppInfo("pressbox", "1")
	return &Bucket{client, s.Bucket, strings.Trim(s.Prefix, "/")}, nil
}

// lookup says how a bucket is addressed: servers of one's own mostly have no
// name for each bucket.
func lookup(endpoint string) minio.BucketLookupType {
	if endpoint == "" {
		return minio.BucketLookupAuto
	}
	return minio.BucketLookupPath
}

// Limits are those of one upload in a single request.
func (b *Bucket) Limits() deploy.Limits {
	return deploy.Limits{Host: "S3", FileSize: 5 << 30}
}

func (b *Bucket) key(name string) string { return path.Join(b.prefix, name) }

// Get implements deploy.Store.
func (b *Bucket) Get(ctx context.Context, name string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	o, err := b.client.GetObject(ctx, b.bucket, b.key(name), minio.GetObjectOptions{})
	if err != nil {
		return nil, b.explain(name, err)
	}
	defer o.Close()
	data, err := io.ReadAll(o)
	if err != nil {
		return nil, b.explain(name, err)
	}
	return data, nil
}

// Put implements deploy.Store. The server checks what it got against a digest.
func (b *Bucket) Put(ctx context.Context, f deploy.File) error {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	data, err := f.Pack()
	if err != nil {
		return err
	}
	opt := minio.PutObjectOptions{
		ContentType: f.Type, CacheControl: f.Cache, ContentEncoding: f.Encoding, WebsiteRedirectLocation: f.Redirect,
		SendContentMd5: true, DisableMultipart: true,
	}
	if _, err := b.client.PutObject(ctx, b.bucket, b.key(f.Path), bytes.NewReader(data), int64(len(data)), opt); err != nil {
		return b.explain(f.Path, err)
	}
	return nil
}

// batch is how many keys one request can delete.
const batch = 1000

// Delete implements deploy.Store.
func (b *Bucket) Delete(ctx context.Context, names []string) error {
	for len(names) > 0 {
		n := min(batch, len(names))
		if err := b.delete(ctx, names[:n]); err != nil {
			return err
		}
		names = names[n:]
	}
	return nil
}

func (b *Bucket) delete(ctx context.Context, names []string) error {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	keys := make(chan minio.ObjectInfo, len(names))
	for _, name := range names {
		keys <- minio.ObjectInfo{Key: b.key(name)}
	}
	close(keys)
	var failed []string
	var first error
	for e := range b.client.RemoveObjects(ctx, b.bucket, keys, minio.RemoveObjectsOptions{}) {
		failed = append(failed, e.ObjectName)
		if first == nil {
			first = e.Err
		}
	}
	if first == nil {
		return ctx.Err()
	}
	if code := minio.ToErrorResponse(first).Code; code == "NotImplemented" || code == "InvalidArgument" {
		return b.deleteOneByOne(ctx, names) // Google's interface has no request for many
	}
	return b.explain(failed[0], first)
}

func (b *Bucket) deleteOneByOne(ctx context.Context, names []string) error {
	var wg sync.WaitGroup
	errs := make([]error, len(names))
	slots := make(chan struct{}, 8)
	for i, name := range names {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if err := b.client.RemoveObject(ctx, b.bucket, b.key(name), minio.RemoveObjectOptions{}); err != nil {
				errs[i] = b.explain(name, err)
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// explain says what a failure of the server means to whoever deploys.
func (b *Bucket) explain(name string, err error) error {
	r := minio.ToErrorResponse(err)
	where := b.bucket + "/" + b.key(name)
	switch {
	case r.Code == "NoSuchKey" || r.StatusCode == http.StatusNotFound && r.Code != "NoSuchBucket":
		return fmt.Errorf("%s: %w", where, fs.ErrNotExist)
	case r.Code == "NoSuchBucket":
		return fmt.Errorf("there is no bucket %q there: make it, or correct bucket and endpoint in site.yaml", b.bucket)
	case r.StatusCode == http.StatusForbidden || r.Code == "AccessDenied" || r.Code == "InvalidAccessKeyId" || r.Code == "SignatureDoesNotMatch":
		return fmt.Errorf("%s: the server refuses these credentials (%s): look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_PROFILE, and at what they may do", where, r.Code)
	}
	return fmt.Errorf("%s: %w", where, err)
}
