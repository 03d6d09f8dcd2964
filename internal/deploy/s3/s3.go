// Package s3 publishes into a bucket: Amazon S3, Cloudflare R2, Backblaze B2,
// MinIO, Google Cloud Storage by its S3 interface, and others that speak it.
//
// Its one law: credentials come from the environment and the usual files, and
// appear in no setting, no message and no log.
package s3

import (
	"bytes"
	"context"
	"crypto/md5" // what buckets call an object's ETag
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"pressbox/internal/deploy"
)

// Settings are what site.yaml says of a target of type s3.
type Settings struct {
	Bucket   string
	Prefix   string // of every key, without slashes around it; may be empty
	Region   string // empty to take it from the environment, from the endpoint, or to ask
	Endpoint string // https://…; Amazon's when empty
	Style    Style

	Patience time.Duration // with one attempt at a request; 0 means a minute
	Pause    time.Duration // before a request is sent again, doubled each time; 0 means a quarter of a second
}

// A Style is how a bucket is named in a request.
type Style uint8

// Servers of one's own mostly have no name for each bucket, so anything but
// Amazon's is asked by path unless the settings say otherwise.
const (
	AsUsual Style = iota
	ByPath        // https://server/bucket/key
	ByHost        // https://bucket.server/key
)

// Amazon reports whether the endpoint is Amazon's own.
func (s Settings) Amazon() bool {
	u, err := url.Parse(s.Endpoint)
	return s.Endpoint == "" || err == nil && (u.Hostname() == "amazonaws.com" || strings.HasSuffix(u.Hostname(), ".amazonaws.com"))
}

// region finds out where the bucket is without asking.
func (s Settings) region(host string) string {
	for _, r := range []string{s.Region, os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION")} {
		if r != "" {
			return r
		}
	}
	if strings.HasSuffix(host, ".r2.cloudflarestorage.com") || host == "storage.googleapis.com" {
		return "auto"
	}
	if rest, ok := strings.CutSuffix(host, ".backblazeb2.com"); ok {
		return strings.TrimPrefix(rest, "s3.")
	}
	return ""
}

// A bucket is a deploy.Store.
type bucket struct {
	client *minio.Client
	creds  *credentials.Credentials
	name   string
	prefix string
	pause  time.Duration
}

// tries is how often a request is sent before it has failed.
const tries = 6

// deadline bounds every call, however often its request is sent again.
const deadline = 10 * time.Minute

// Open makes a store of a bucket. It sends nothing.
func Open(s Settings) (deploy.Store, error) {
	endpoint, secure := "s3.amazonaws.com", true
	if s.Endpoint != "" {
		u, err := url.Parse(s.Endpoint)
		if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
			return nil, errors.New("the endpoint is not the address of a server: write https:// and its name, and the bucket under bucket")
		}
		endpoint, secure = u.Host, u.Scheme == "https"
	}
	patience := s.Patience
	if patience == 0 {
		patience = time.Minute
	}
	transport, err := minio.DefaultTransport(secure)
	if err != nil {
		return nil, err
	}
	pause := s.Pause
	if pause == 0 {
		pause = 250 * time.Millisecond
	}
	look := minio.BucketLookupPath
	switch {
	case s.Style == ByHost:
		look = minio.BucketLookupDNS
	case s.Style == AsUsual && s.Amazon():
		look = minio.BucketLookupAuto
	}
	creds := credentials.NewChainCredentials([]credentials.Provider{
		&credentials.EnvAWS{}, &credentials.EnvMinio{}, &credentials.FileAWSCredentials{}, &credentials.FileMinioClient{},
		// Asked of the machine itself, which on most has no answer and must not keep
		// anybody waiting.
		&credentials.IAM{Client: &http.Client{Timeout: 3 * time.Second}},
	})
	client, err := minio.New(endpoint, &minio.Options{
		Creds:  creds,
		Secure: secure, Region: s.region(endpoint), BucketLookup: look,
		Transport:  &impatient{next: transport, patience: patience},
		MaxRetries: 1, // again knows what is worth it
	})
	if err != nil {
		return nil, err
	}
	return &bucket{client, creds, s.Bucket, strings.Trim(s.Prefix, "/"), pause}, nil
}

// slowest is how many bytes a second a line must carry not to be given up.
const slowest = 16 << 10

// An impatient transport ends an attempt that takes too long, so that it is made
// again instead of waited for.
type impatient struct {
	next     http.RoundTripper
	patience time.Duration
}

func (t *impatient) RoundTrip(req *http.Request) (*http.Response, error) {
	long := t.patience + time.Duration(max(req.ContentLength, 0)/slowest)*time.Second
	ctx, cancel := context.WithTimeout(req.Context(), long)
	res, err := t.next.RoundTrip(req.WithContext(ctx))
	if err != nil {
		cancel()
		return nil, err
	}
	res.Body = &ending{res.Body, cancel}
	return res, nil
}

// An ending is a body whose request is over when it is closed.
type ending struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (e *ending) Close() error {
	defer e.cancel()
	return e.ReadCloser.Close()
}

// Limits are those of one upload in a single request.
func (b *bucket) Limits() deploy.Limits {
	return deploy.Limits{Host: "S3", FileSize: 5 << 30}
}

func (b *bucket) key(name string) string { return path.Join(b.prefix, name) }

// again makes a request of the object name until it succeeds or there is no use
// in trying, and explains its failure.
func (b *bucket) again(ctx context.Context, name string, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	err := deploy.Again(ctx, tries, b.pause, worthwhile, func() error { return do(ctx) })
	if err != nil {
		return b.explain(name, err)
	}
	return nil
}

// worthwhile reports whether a request that failed may succeed the next time: a
// server that is busy, a line that broke, bytes that got damaged on their way.
func worthwhile(err error) bool {
	var r minio.ErrorResponse
	if !errors.As(err, &r) {
		var certificate *tls.CertificateVerificationError
		var record tls.RecordHeaderError
		return !errors.As(err, &certificate) && !errors.As(err, &record)
	}
	switch r.StatusCode {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout, 499, 520:
		return true
	}
	switch r.Code {
	case "BadDigest", "IncompleteBody", "InternalError", "RequestTimeout", "ServiceUnavailable", "SlowDown", "Throttling", "XAmzContentSHA256Mismatch":
		return true
	}
	return false
}

// Get implements deploy.Store.
func (b *bucket) Get(ctx context.Context, name string) (data []byte, err error) {
	err = b.again(ctx, name, func(ctx context.Context) error {
		o, err := b.client.GetObject(ctx, b.name, b.key(name), minio.GetObjectOptions{})
		if err != nil {
			return err
		}
		defer o.Close()
		data, err = io.ReadAll(o)
		return err
	})
	return data, err
}

// many is from how many files on a listing is cheaper than a question for each.
const many = 64

// Holds implements deploy.Store. A bucket's own digest of an object is the MD5 of
// what was put, mostly; where it is not, the object is read.
func (b *bucket) Holds(ctx context.Context, files []deploy.File) ([]deploy.State, error) {
	var there map[string]bool
	if len(files) > many {
		var err error
		if there, err = b.list(ctx); err != nil {
			return nil, err
		}
	}
	states := make([]deploy.State, len(files))
	var look []int
	for i, f := range files {
		if there == nil || there[b.key(f.Path)] {
			look = append(look, i)
		}
	}
	err := deploy.Each(ctx, 16, look, func(ctx context.Context, i int) (err error) {
		states[i], err = b.look(ctx, files[i])
		return err
	})
	return states, err
}

// list returns the keys that stand in the bucket.
func (b *bucket) list(ctx context.Context) (map[string]bool, error) {
	prefix := b.prefix
	if prefix != "" {
		prefix += "/"
	}
	keys := map[string]bool{}
	err := b.again(ctx, "", func(ctx context.Context) error {
		for o := range b.client.ListObjectsIter(ctx, b.name, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
			if o.Err != nil {
				return o.Err
			}
			keys[o.Key] = true
		}
		return ctx.Err()
	})
	return keys, err
}

func (b *bucket) look(ctx context.Context, f deploy.File) (deploy.State, error) {
	var o minio.ObjectInfo
	err := b.again(ctx, f.Path, func(ctx context.Context) (err error) {
		o, err = b.client.StatObject(ctx, b.name, b.key(f.Path), minio.StatObjectOptions{})
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return deploy.Absent, nil
	}
	if err != nil {
		return deploy.Absent, err
	}
	data, err := f.Pack()
	if err != nil {
		return deploy.Absent, err
	}
	same := o.Size == int64(len(data)) && o.ContentType == f.Type && o.Metadata.Get("Cache-Control") == f.Cache &&
		o.Metadata.Get("Content-Encoding") == f.Encoding
	if !same {
		return deploy.Other, nil
	}
	sum := md5.Sum(data)
	if tag := strings.Trim(o.ETag, `"`); tag == hex.EncodeToString(sum[:]) {
		return deploy.Equal, nil
	} else if len(tag) == 2*md5.Size && o.Metadata.Get("X-Amz-Server-Side-Encryption") == "" {
		return deploy.Other, nil
	}
	stands, err := b.Get(ctx, f.Path)
	if err != nil {
		return deploy.Absent, err
	}
	if bytes.Equal(stands, data) {
		return deploy.Equal, nil
	}
	return deploy.Other, nil
}

// Put implements deploy.Store. The server checks what it got against a digest.
func (b *bucket) Put(ctx context.Context, f deploy.File) error {
	data, err := f.Pack()
	if err != nil {
		return err
	}
	opt := minio.PutObjectOptions{
		ContentType: f.Type, CacheControl: f.Cache, ContentEncoding: f.Encoding, WebsiteRedirectLocation: f.Redirect,
		// Content-MD5 is signed and checked; digests of chunks besides would be stored by
		// some servers as a Content-Encoding of aws-chunked.
		SendContentMd5: true, DisableContentSha256: true, DisableMultipart: true,
	}
	return b.again(ctx, f.Path, func(ctx context.Context) error {
		_, err := b.client.PutObject(ctx, b.name, b.key(f.Path), bytes.NewReader(data), int64(len(data)), opt)
		return err
	})
}

// batch is how many keys one request can delete.
const batch = 1000

// Delete implements deploy.Store.
func (b *bucket) Delete(ctx context.Context, names []string) error {
	for some := range slices.Chunk(names, batch) {
		err := b.deleteTogether(ctx, some)
		var r minio.ErrorResponse
		if errors.As(err, &r) && slices.Contains([]string{"NotImplemented", "MethodNotAllowed", "InvalidArgument", "MalformedXML"}, r.Code) {
			err = b.deleteOneByOne(ctx, some) // not every server can take many at once
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *bucket) deleteTogether(ctx context.Context, names []string) error {
	return b.again(ctx, names[0], func(ctx context.Context) error {
		keys := make(chan minio.ObjectInfo, len(names))
		for _, name := range names {
			keys <- minio.ObjectInfo{Key: b.key(name)}
		}
		close(keys)
		var first error
		for e := range b.client.RemoveObjects(ctx, b.name, keys, minio.RemoveObjectsOptions{}) {
			if first == nil {
				first = e.Err
			}
		}
		return errors.Join(first, ctx.Err())
	})
}

func (b *bucket) deleteOneByOne(ctx context.Context, names []string) error {
	return deploy.Each(ctx, 8, names, func(ctx context.Context, name string) error {
		return b.again(ctx, name, func(ctx context.Context) error {
			return b.client.RemoveObject(ctx, b.name, b.key(name), minio.RemoveObjectOptions{})
		})
	})
}

// anonymous reports whether requests are made without credentials, as none were
// found.
func (b *bucket) anonymous() bool {
	value, err := b.creds.GetWithContext(b.client.CredContext())
	return err == nil && value.SignerType.IsAnonymous()
}

// explain says what a failure of the server means to whoever deploys.
func (b *bucket) explain(name string, err error) error {
	var r minio.ErrorResponse
	where := b.name + "/" + b.key(name)
	if !errors.As(err, &r) {
		return fmt.Errorf("%s: %w", where, err)
	}
	// Servers answer some of these with 404, too, and nothing there is what only
	// NoSuchKey says.
	switch {
	case r.Code == "NoSuchBucket":
		return fmt.Errorf("there is no bucket %q there: make it, or correct bucket and endpoint in site.yaml", b.name)
	case r.Code == "NoSuchKey":
		return fmt.Errorf("%s: %w", where, fs.ErrNotExist)
	case r.Code == "AuthorizationHeaderMalformed" || r.StatusCode/100 == 3:
		return fmt.Errorf("%s: the bucket is in another region, or behind another endpoint: correct region and endpoint in site.yaml (%w)", where, err)
	case r.Code == "RequestTimeTooSkewed":
		return fmt.Errorf("%s: the clock of this machine is wrong, as the server sees it: set it and deploy again", where)
	}
	if r.StatusCode == http.StatusForbidden || slices.Contains([]string{"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken"}, r.Code) {
		if b.anonymous() {
			return fmt.Errorf("%s: no credentials were found, and the server refuses this without: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile of ~/.aws/credentials in AWS_PROFILE", where)
		}
		return fmt.Errorf("%s: the server refuses this with the credentials it got (%s): look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_PROFILE; they must be allowed to list, read, write and delete", where, r.Code)
	}
	return fmt.Errorf("%s: %w (%d %s)", where, err, r.StatusCode, r.Code)
}
