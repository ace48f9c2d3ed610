"""The agency's desk in the CMS: what it holds, one application, take, answer, hand over."""
